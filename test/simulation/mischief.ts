import { activatableKey } from '../../bot/domain/activatable.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { durationFromMs, HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { RoleSettings } from '../../bot/domain/role-settings.ts'
import type { Actors } from './actors.ts'
import { NO_PLATFORM_FAULTS } from './fake-platform.ts'
import type { Network } from './network.ts'
import type { Simulation } from './simulation.ts'
import { eligibleKey, PEOPLE, person, REQUESTERS, ROLES } from './world.ts'

const WEIGHTS = {
  crash: 5,
  stop: 1.5,
  directoryTrouble: 5,
  storeTrouble: 2.5,
  chatTrouble: 3,
  lag: 3,
  disable: 2.5,
  enable: 3,
  leave: 0.7,
  group: 3,
  eligible: 4,
  clockForward: 1,
  clockBack: 1,
  outside: 1,
}

/** What goes wrong round the server, and what administrators change while it runs. */
export interface Mischief {
  happens(): void
  /** Everything works again, and stays so. */
  heal(): void
}

/** `lastMoments`: every pending request is approved as its window closes, give or take what an answer takes. */
export function createMischief(
  simulation: Simulation,
  actors: Actors,
  network: Network,
  lastMoments: boolean,
): Mischief {
  const random = simulation.random.fork()
  const { world, scheduler, directory, platforms } = simulation
  let isHealed = false

  /** While it lasts, it excuses what is late; answers that only lag do not for long. */
  function lasting(ms: number, what: string, end: () => void): undefined {
    simulation.trouble()
    const pause = what === 'lag' ? Infinity : 5 * MINUTE
    for (let still = pause; still < ms; still += pause)
      scheduler.after(still, `still ${what}`, () => simulation.trouble())
    scheduler.after(ms, `end of ${what}`, () => {
      simulation.trouble()
      if (!isHealed) end()
    })
  }

  function down(how: 'crash' | 'stop'): undefined {
    if (!simulation.isUp()) return
    if (how === 'crash') simulation.crash('mischief')
    else simulation.stop()
    if (random.chance(0.4)) editSettings()
    if (random.chance(0.15)) editDirectory()
    if (random.chance(0.08)) simulation.stepClock(random.pick([-2 * HOUR, -10 * MINUTE, -20 * SECOND, 30 * MINUTE]))
    const long = random.chance(0.2) ? random.int(MINUTE, 40 * MINUTE) : random.int(100, 20 * SECOND)
    scheduler.after(how === 'stop' ? long + 60 * SECOND : long, 'start', () => simulation.start())
  }

  function editSettings(): undefined {
    const { key } = random.pick(ROLES)
    const settings = world.settings[key]
    if (!settings) {
      world.settings[key] = plainSettings()
      return
    }
    const { approval } = settings
    const change = random.int(0, 9)
    if (change === 0 && random.chance(0.3)) world.settings[key] = null
    else if (change === 1)
      world.settings[key] = { ...settings, require: random.chance(0.5) ? ['mfa'] : ['justification'] }
    else if (change === 2)
      world.settings[key] = { ...settings, maximumDuration: durationFromMs(random.pick([HOUR, 2 * HOUR])) }
    else if (change === 3) world.settings[key] = { ...settings, approverStepUp: !settings.approverStepUp }
    else if (change === 4) world.settings[key] = { ...settings, approval: approval ? null : plainApproval() }
    else if (change === 5 && approval)
      world.settings[key] = { ...settings, approval: { ...approval, required: random.int(1, 2) } }
    else if (change === 6 && approval)
      world.settings[key] = {
        ...settings,
        approval: { ...approval, approvers: [person(random.pick(['alex', 'boss', 'lead']))] },
      }
    else if (change === 7) world.emergencyAccounts = random.chance(0.5) ? ['breakglass-1'] : ['breakglass-1', 'lidia']
    else if (change === 8)
      world.access = {
        ...world.access,
        security: [random.chance(0.7) ? { kind: 'group', groupId: 'soc-team' } : person('sam')],
      }
    else world.expiryNotice = random.pick([5, 10, 60]) * MINUTE
  }

  function editDirectory(): undefined {
    switch (random.weighted({ disable: 1.5, enable: 3, leave: 0.4, group: 2, eligible: 3 })) {
      case 'disable':
        return set(random.pick([...REQUESTERS, 'ivan', 'lead']), false)
      case 'enable':
        for (const id of Object.keys(PEOPLE)) set(id, true)
        return
      case 'leave':
        delete world.enabled[random.pick(REQUESTERS)]
        return
      case 'group':
        return editGroup()
      case 'eligible':
        return editEligible()
    }
  }

  function set(id: string, isEnabled: boolean): undefined {
    world.enabled[id] = isEnabled
  }

  function editGroup(): undefined {
    const name = random.pick(['approvers', 'approvers', 'soc-team', 'bosses'])
    const members = world.groups[name] ?? []
    const who = random.pick(
      name === 'soc-team' ? ['soc', 'sam', 'audrey'] : ['alex', 'megan', 'ivan', 'omar', 'boss', 'lead'],
    )
    world.groups[name] = members.includes(who) ? members.filter((id) => id !== who) : [...members, who]
  }

  /** One is taken away, or some are added: people are to have something to ask for all the time. */
  function editEligible(): undefined {
    const all = [...world.eligible]
    if (random.chance(0.5) && all.length > 0) return void world.eligible.delete(random.pick(all))
    for (let more = 0; more < 4; more += 1) world.eligible.add(eligibleKey(random.pick(REQUESTERS), random.pick(ROLES)))
  }

  function directoryTrouble(): undefined {
    const level = random.pick([0.05, 0.3, 1])
    directory.rates({
      activate: {
        refused: 0.05,
        unavailable: 0.2 * level,
        lostAnswer: 0.2,
        unknownDone: 0.1,
        unknownNotDone: 0.2,
        claimsAccepted: 0.05,
      },
      deactivate: {
        unavailable: 0.2 * level,
        lostAnswer: 0.2,
        unknownDone: 0.1,
        unknownNotDone: 0.1,
        notBefore: 0.1,
        claimsAccepted: 0.1,
      },
      reads: random.pick([0, 0.02, 0.3, 1]) * level,
    })
    lasting(random.int(5 * SECOND, 15 * MINUTE), 'directory trouble', () => directory.rates({}))
  }

  function outside(): undefined {
    const active = [...simulation.ledger.requests.values()].filter(({ status }) => status === 'active')
    if (active.length === 0) return
    simulation.trouble()
    const { requesterId: personId, terms } = random.pick(active)
    void simulation.scene.inner
      .deactivate({ key: `outside-${scheduler.now()}`, personId, activatable: terms.activatable })
      .catch(() => {})
  }

  function happens(): undefined {
    if (isHealed) return
    switch (random.weighted(WEIGHTS)) {
      case 'crash':
        return down('crash')
      case 'stop':
        return down('stop')
      case 'directoryTrouble':
        return directoryTrouble()
      case 'storeTrouble':
        simulation.storeFails = random.pick([0.02, 0.2, 1])
        return lasting(random.int(SECOND, 3 * MINUTE), 'store trouble', () => {
          simulation.storeFails = 0
        })
      case 'chatTrouble': {
        const platform = random.pick([platforms.web, platforms.slack])
        platform.faults = { retry: random.pick([0.1, 0.5, 1]), lost: 0.1, unreachable: random.pick([0, 0, 0.1]) }
        return lasting(random.int(10 * SECOND, 20 * MINUTE), 'chat trouble', () => {
          platform.faults = NO_PLATFORM_FAULTS
        })
      }
      case 'lag':
        directory.lag({ appearsAfterMs: [0, 60_000], goneAfterMs: [0, 45_000] })
        return lasting(random.int(MINUTE, 30 * MINUTE), 'lag', () => directory.lag({}))
      case 'disable':
      case 'enable':
      case 'leave':
      case 'group':
      case 'eligible':
        editDirectory()
        return void scheduler.after(0, 'directory edited', () => simulation.applyDirectory())
      case 'clockForward':
        return simulation.stepClock(random.pick([70 * SECOND, 20 * MINUTE, 2 * HOUR]))
      case 'clockBack':
        return simulation.stepClock(-random.pick([30 * SECOND, 20 * MINUTE, 2 * HOUR]))
      case 'outside':
        return outside()
    }
  }

  const watched = new Set<string>()

  /** People press at the very last moment, and machines stop at the worst. */
  function aimAtDeadlines(): void {
    if (isHealed) return
    if (random.chance(0.006)) scheduler.after(random.int(0, 4), 'crash at a commit', () => down('crash'))
    const now = simulation.scene.engineNow()
    for (const request of simulation.ledger.requests.values()) {
      const at = request.status === 'active' ? request.activation?.endsAt : request.windowEndsAt
      const key = `${request.id} ${request.status} ${at}`
      if (watched.has(key)) continue
      watched.add(key)
      takeAwayMeanwhile(request)
      if (at == null || at < now) continue
      if (lastMoments && request.status === 'pendingApproval') {
        approveAt(request, at - now + random.int(-120, 2))
        continue
      }
      if (!random.chance(0.4)) continue
      if (request.status === 'pendingApproval' && random.chance(0.5)) {
        approveAt(request, at - now + random.int(-2, 4))
        continue
      }
      scheduler.after(at - now + (random.chance(0.5) ? random.int(-3000, 500) : random.int(-500, 30)), 'deadline', () =>
        atDeadline(request),
      )
    }
  }

  /** Who was cleared loses the role before it is given: while the call is repeated, or behind a running activation. */
  function takeAwayMeanwhile({ status, requesterId, terms, continuesRequestId }: ActivationRequest): void {
    if (status !== 'provisioning' && status !== 'approved') return
    if (!random.chance(0.1)) return
    const before = continuesRequestId === null ? null : simulation.ledger.requests.get(continuesRequestId)
    const left = (before?.activation?.endsAt ?? 0) - simulation.scene.engineNow()
    const wait = left > 2 * MINUTE ? left - random.int(25 * SECOND, 2 * MINUTE) : random.int(0, 8 * SECOND)
    scheduler.after(wait, 'taken away meanwhile', () => {
      if (isHealed) return
      world.eligible.delete(eligibleKey(requesterId, { key: activatableKey(terms.activatable) }))
      simulation.applyDirectory()
    })
  }

  function approveAt(request: ActivationRequest, wait: number): void {
    scheduler.after(wait, 'last moment', () => network.promptly(() => actors.does('approve', request)))
  }

  function atDeadline(request: ActivationRequest): void {
    if (isHealed) return
    const deed = request.status === 'active' ? random.pick(['deactivate', 'again', 'revoke'] as const) : 'approve'
    if (random.chance(0.35)) scheduler.after(random.int(0, 1500), 'crash at a deadline', () => down('crash'))
    if (request.status === 'pendingVerification') actors.does('prove')
    else actors.does(request.status === 'approved' ? 'cancel' : deed, request)
  }

  simulation.onSaved = aimAtDeadlines
  return {
    happens,
    heal: () => {
      isHealed = true
      directory.heal()
      simulation.storeFails = 0
      platforms.web.faults = NO_PLATFORM_FAULTS
      platforms.slack.faults = NO_PLATFORM_FAULTS
      simulation.trouble()
    },
  }
}

function plainSettings(): RoleSettings {
  return {
    maximumDuration: durationFromMs(2 * HOUR),
    defaultDuration: durationFromMs(HOUR),
    require: ['mfa', 'justificationOrTicket'],
    approval: plainApproval(),
    approverStepUp: false,
  }
}

function plainApproval(): NonNullable<RoleSettings['approval']> {
  return {
    approvers: [{ kind: 'group', groupId: 'approvers' }],
    required: 1,
    window: durationFromMs(30 * MINUTE),
    remindEvery: durationFromMs(5 * MINUTE),
    escalateAfter: durationFromMs(12 * MINUTE),
    escalateTo: [{ kind: 'group', groupId: 'bosses' }],
    channels: [],
  }
}
