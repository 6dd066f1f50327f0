import { describe, expect, it } from 'vitest'
import { samePair } from '../../bot/domain/alerts/same-pair.ts'
import { DEFAULT_ALERT_SETTINGS } from '../../bot/domain/alerts/settings.ts'
import { ticketReused } from '../../bot/domain/alerts/ticket-reused.ts'
import { DAY, durationFromMs, HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import { quickestMs } from '../processor-time.ts'
import { activation, approvedBy, daysAgo, factsWith, find, held, NOW, role } from './facts.ts'

describe('wentRound', () => {
  const outside = held({ via: 'activated', startedAt: NOW - HOUR, endsAt: NOW + HOUR, personId: 'lidia' })

  it('finds what the directory shows and what its history tells as one', () => {
    const told = activation(NOW - HOUR, { id: outside.id, personId: 'lidia', origin: 'outside' })
    const found = find('wentRound', { active: [outside], activations: [told] })
    expect(found).toMatchObject([{ personId: 'lidia', about: ['lidia'], params: { endsAt: NOW + HOUR } }])
  })

  it('does not find what Elevate activated, standing assignments, or what an earlier scan has seen', () => {
    expect(find('wentRound', { active: [{ ...outside, key: 'EL-1' }, held()] })).toEqual([])
    expect(find('wentRound', { activations: [activation(NOW - HOUR)] })).toEqual([])
    expect(find('wentRound', { activations: [activation(daysAgo(2), { origin: 'outside' })] })).toEqual([])
  })
})

describe('emergencyUsed', () => {
  it('finds anything that an emergency account does, once a day', () => {
    const emergencyUses = [
      { personId: 'breakglass-1', at: NOW - 2 * HOUR, what: 'attempt' as const },
      { personId: 'breakglass-1', at: NOW - HOUR, what: 'signIn' as const },
    ]
    expect(find('emergencyUsed', { emergencyUses })).toMatchObject([{ weight: 2, personId: 'breakglass-1' }])
    const active = [held({ personId: 'breakglass-1', via: 'activated', startedAt: NOW - MINUTE })]
    expect(find('emergencyUsed', { active })).toMatchObject([{ params: { what: 'activation' } }])
  })

  it('does not find its standing assignment, or other people', () => {
    expect(find('emergencyUsed', { active: [held({ personId: 'breakglass-1' })] })).toEqual([])
    expect(find('emergencyUsed', { activations: [activation(NOW - HOUR)] })).toEqual([])
  })
})

describe('unusualActivation', () => {
  /** Twenty working days around ten in the morning. */
  const habit = [...Array(28).keys()]
    .map((n) => daysAgo(28 - n, (n % 3) * 0.7))
    .filter((at) => ![0, 6].includes(new Date(at - 5 * HOUR).getUTCDay()))
    .map((at) => activation(at))
  const now = (changes: Parameters<typeof activation>[1] = {}, at = NOW - HOUR) => [...habit, activation(at, changes)]

  it('finds the hour alone when it is far from every earlier one', () => {
    const night = Date.UTC(2026, 10, 23, 8, 0)
    expect(find('unusualActivation', { activations: now({}, night) })).toMatchObject([
      { oddities: ['hour'], personId: 'adele' },
    ])
  })

  it('finds the night of somebody whose day is long and flat, and not the evening after it', () => {
    // Evenly from six in the morning to five in the afternoon: three deviations are more than half a day.
    const spread = [...Array(24).keys()].map((n) => activation(daysAgo(26 - n, -4 + (n % 12))))
    const oddAt = (at: number) => find('unusualActivation', { activations: [...spread, activation(at)] })
    expect(oddAt(Date.UTC(2026, 10, 23, 6, 0))).toMatchObject([{ oddities: ['hour'] }])
    expect(oddAt(Date.UTC(2026, 10, 23, 0, 30))).toEqual([])
  })

  it('finds a duration many times the usual one', () => {
    expect(find('unusualActivation', { activations: now({ duration: durationFromMs(8 * HOUR) }) })).toMatchObject([
      { oddities: ['duration'] },
    ])
  })

  it('finds a new role, with what else is unusual about it', () => {
    const changes = { activatable: role('User Administrator') }
    const saturday = Date.UTC(2026, 10, 21, 15, 0)
    const weekend = { activations: now(changes, saturday), since: daysAgo(3) }
    expect(find('unusualActivation', weekend)).toMatchObject([{ oddities: ['role', 'weekend'] }])
    expect(find('unusualActivation', { activations: now(changes) })).toMatchObject([{ oddities: ['role'] }])
  })

  it('finds a burst', () => {
    const burst = [...habit, ...[...Array(6).keys()].map((n) => activation(NOW - HOUR + n * 8 * MINUTE))]
    expect(find('unusualActivation', { activations: burst })).toMatchObject([{ oddities: ['burst'] }])
  })

  it('is quiet about the usual, about people with little history, and about what an earlier scan has seen', () => {
    expect(find('unusualActivation', { activations: now() })).toEqual([])
    const night = Date.UTC(2026, 10, 23, 8, 0)
    expect(find('unusualActivation', { activations: [...habit.slice(0, 11), activation(night)] })).toEqual([])
    expect(find('unusualActivation', { activations: now({}, night), since: NOW })).toEqual([])
  })
})

describe('ticketReused', () => {
  const uses = (people: readonly string[], ticket = 'INC-1234') =>
    people.map((personId, n) => activation(daysAgo(10 - n), { personId, ticket }))

  it('finds one ticket for many activations, and for many people, however it is written', () => {
    const [found] = find('ticketReused', { activations: uses(['adele', 'adele', 'adele', 'adele', 'adele', 'adele']) })
    expect(found).toMatchObject({ ticket: 'INC-1234', personId: 'adele', weight: 6, params: { people: 1 } })
    const mixed = [...uses(['adele', 'lidia', 'alex']), ...uses(['megan'], 'inc1234')]
    expect(find('ticketReused', { activations: mixed })).toMatchObject([{ params: { count: 4, people: 4 } }])
  })

  it('finds no ticket that few used, no declared incident, and nothing that never started', () => {
    expect(find('ticketReused', { activations: uses(['adele', 'lidia', 'adele', 'lidia', 'adele']) })).toEqual([])
    const never = uses(['a', 'b', 'c', 'd', 'e', 'f']).map((each) => ({ ...each, startedAt: null }))
    expect(find('ticketReused', { activations: never })).toEqual([])
    const declared = { ...DEFAULT_ALERT_SETTINGS.ticketReused, incidents: ['INC-1234'] }
    const settings = { ...DEFAULT_ALERT_SETTINGS, ticketReused: declared }
    expect(ticketReused(factsWith({ activations: uses(['a', 'b', 'c', 'd']) }), settings)).toEqual([])
  })
})

describe('hastyApprover', () => {
  const approvals = (count: number, afterMs: number, from = 10) =>
    [...Array(count).keys()].map((n) => {
      const at = daysAgo(from, n)
      return activation(at, { ...approvedBy('alex', at, afterMs), personId: `p${n}` })
    })

  it('finds an approver who decides within seconds nearly always', () => {
    const [found] = find('hastyApprover', { activations: [...approvals(9, 4 * SECOND), ...approvals(1, MINUTE)] })
    expect(found).toMatchObject({ otherId: 'alex', about: ['alex'], weight: 9, params: { decisions: 10 } })
  })

  it('finds nobody who does so now and then, has decided little, or took time', () => {
    expect(find('hastyApprover', { activations: [...approvals(9, 4 * SECOND), ...approvals(24, MINUTE, 5)] })).toEqual(
      [],
    )
    expect(find('hastyApprover', { activations: approvals(5, 4 * SECOND) })).toEqual([])
    expect(find('hastyApprover', { activations: approvals(20, 40 * SECOND) })).toEqual([])
    expect(find('hastyApprover', { activations: approvals(20, 4 * SECOND, 60) })).toEqual([])
  })
})

describe('samePair', () => {
  const by = (personId: string, approver: string, n: number) => {
    const at = daysAgo(40, n * 3)
    return activation(at, { ...approvedBy(approver, at, 9 * MINUTE), personId })
  }
  const others = [...Array(60).keys()].map((n) => by(`p${n % 12}`, ['alex', 'megan', 'lee', 'kim'][n % 4] ?? '', n))

  it('finds a requester whom the same approver always approves while others are approved by anybody', () => {
    const own = [...Array(14).keys()].map((n) => by('adele', 'alex', n))
    expect(find('samePair', { activations: [...others, ...own] })).toMatchObject([
      { personId: 'adele', otherId: 'alex', about: ['adele', 'alex'], weight: 14 },
    ])
  })

  it('finds no pair where that approver decides for everybody, nor one of few approvals', () => {
    const all = [...Array(60).keys()].map((n) => by(`p${n % 12}`, 'alex', n))
    const own = [...Array(14).keys()].map((n) => by('adele', 'alex', n))
    expect(find('samePair', { activations: [...all, ...own] })).toEqual([])
    expect(find('samePair', { activations: [...others, ...own.slice(0, 6)] })).toEqual([])
    expect(find('samePair', { activations: own })).toEqual([])
  })

  it('takes no longer than the approvals are many', () => {
    const many = [...Array(24_000).keys()].map((n) => {
      const at = daysAgo(40) + n * MINUTE
      return activation(at, { ...approvedBy(`a${n % 3}`, at, 9 * MINUTE), personId: `p${n % 1000}` })
    })
    const facts = factsWith({ activations: many })
    expect(quickestMs(() => samePair(facts, DEFAULT_ALERT_SETTINGS), 500)).toBeLessThan(1000)
  })
})

describe('activePastEnd', () => {
  it('finds what the directory still shows, and what it showed for long after the end', () => {
    const still = activation(NOW - 2 * HOUR, { endedAt: null })
    const [found] = find('activePastEnd', { activations: [still] })
    expect(found).toMatchObject({ key: still.id, personId: 'adele' })
    const late = activation(NOW - 4 * HOUR)
    expect(find('activePastEnd', { activations: [{ ...late, endedAt: NOW - HOUR }] })).toHaveLength(1)
  })

  it('does not find short lateness, what runs, or what never started', () => {
    const late = activation(NOW - 4 * HOUR)
    expect(find('activePastEnd', { activations: [{ ...late, endedAt: (late.endsAt ?? 0) + MINUTE }] })).toEqual([])
    expect(find('activePastEnd', { activations: [activation(NOW - MINUTE, { endedAt: null })] })).toEqual([])
    expect(find('activePastEnd', { activations: [activation(NOW - DAY, { startedAt: null })] })).toEqual([])
  })
})

describe('keepsTimingOut', () => {
  const requests = (count: number, status: 'timedOut' | 'expired') =>
    [...Array(count).keys()].map((n) => activation(daysAgo(20, n * 5), { status, personId: `p${n}` }))

  it('finds a role that few decide on in time', () => {
    expect(
      find('keepsTimingOut', { activations: [...requests(5, 'timedOut'), ...requests(4, 'expired')] }),
    ).toMatchObject([{ weight: 5, about: [], params: { requests: 9 } }])
  })

  it('finds none that times out now and then, or is rarely asked for', () => {
    expect(find('keepsTimingOut', { activations: [...requests(3, 'timedOut'), ...requests(9, 'expired')] })).toEqual([])
    expect(find('keepsTimingOut', { activations: requests(5, 'timedOut') })).toEqual([])
  })
})

describe('approvedInSeconds', () => {
  const approvals = (count: number, afterMs: number, approvers: readonly string[]) =>
    [...Array(count).keys()].map((n) => {
      const at = daysAgo(20, n * 5)
      return activation(at, approvedBy(approvers[n % approvers.length] ?? '', at, afterMs))
    })

  it('finds a role that everybody approves within seconds', () => {
    const activations = approvals(24, 12 * SECOND, ['alex', 'megan', 'lee'])
    expect(find('approvedInSeconds', { activations })).toMatchObject([{ weight: 24, params: { people: 3 } }])
  })

  it('finds none that takes a minute, is rare, or is one approver’s haste', () => {
    const all = ['alex', 'megan', 'lee']
    expect(find('approvedInSeconds', { activations: approvals(24, MINUTE, all) })).toEqual([])
    expect(find('approvedInSeconds', { activations: approvals(11, 12 * SECOND, all) })).toEqual([])
    expect(find('approvedInSeconds', { activations: approvals(24, 12 * SECOND, ['alex']) })).toEqual([])
  })
})
