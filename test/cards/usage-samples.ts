import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { UsageCardView, UsageRoleView } from '../../bot/domain/views/card-view.ts'
import { adele, alex, exchange, helpdeskMontreal, megan, type Sample, SUBMITTED } from './sample-views.ts'

function roleOf(): UsageRoleView {
  return {
    activatable: exchange,
    requests: 48,
    activated: 41,
    denied: 4,
    timedOut: 3,
    people: 6,
    heldMs: 37 * HOUR,
    usedShare: 0.62,
    askedAgain: 9,
    suggested: durationFromMs(2 * HOUR),
  }
}
function plainOf(): UsageRoleView {
  return {
    ...roleOf(),
    activatable: helpdeskMontreal,
    requests: 1,
    activated: 1,
    denied: 0,
    timedOut: 0,
    people: 1,
    heldMs: 20 * MINUTE,
    usedShare: null,
    askedAgain: 0,
    suggested: null,
  }
}

function usageOf(): UsageCardView {
  return {
    card: 'usage',
    about: { person: null, isSelf: false, activatable: null },
    days: 30,
    since: null,
    requests: 49,
    activated: 42,
    denied: 4,
    timedOut: 3,
    decision: { median: durationFromMs(6 * MINUTE), p90: durationFromMs(31 * MINUTE), count: 45 },
    heldMs: 37.4 * HOUR,
    standingMs: 7 * 720 * HOUR,
    roleCount: 2,
    personCount: 6,
    roles: [roleOf(), plainOf()],
    people: [
      { person: adele, activated: 20 },
      { person: alex, activated: 12 },
      { person: megan, activated: 6 },
    ],
    picture: 'https://elevate.example/pictures/0123456789abcdef0123456789abcdef',
  }
}

/** Usage as it is asked about. */
export function usageSamples(): Sample[] {
  const [everybody, role, plain] = [usageOf(), roleOf(), plainOf()]
  const own = { person: adele, isSelf: true, activatable: null }
  const nothing = { requests: 0, activated: 0, denied: 0, timedOut: 0, decision: null, roles: [], people: [] }
  return [
    { name: 'usage of everybody', view: everybody },
    {
      name: 'usage of a role',
      view: { ...everybody, about: { ...everybody.about, activatable: exchange }, roles: [role] },
    },
    {
      name: 'usage of a person, lately',
      view: { ...everybody, about: { ...own, isSelf: false }, since: SUBMITTED, picture: null },
    },
    {
      name: 'usage of a role, own',
      view: { ...everybody, about: { ...own, activatable: exchange }, days: 1, decision: null },
    },
    {
      name: 'usage, nothing activated',
      view: {
        ...everybody,
        about: own,
        ...nothing,
        requests: 2,
        denied: 1,
        timedOut: 1,
        roles: [{ ...plain, activated: 0, denied: 1, timedOut: 1, people: 0, heldMs: 0 }],
      },
    },
    { name: 'usage, nothing asked', view: { ...everybody, about: own, ...nothing } },
  ]
}
