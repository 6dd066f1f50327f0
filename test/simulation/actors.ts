import { DateTime } from 'luxon'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import { durationToMs, MINUTE } from '../../bot/domain/duration.ts'
import { VERBS, type Verb } from '../../bot/domain/views/card-view.ts'
import type { Message } from './fake-platform.ts'
import type { Network } from './network.ts'
import type { Simulation } from './simulation.ts'
import { displayNameOf, eligibleKey, PEOPLE, REQUESTERS, ROLES, type Role } from './world.ts'

const DURATIONS = ['1h', '30m', '90m', '2h', '5m', '15m', '6m', '45 minutes', '1h30', '4h', '3m']
const REASONS = [
  'because mail flow is down',
  'INC-1234',
  'INC-777 because of the migration',
  'CHG-4711',
  'INC1234 : audit',
  '',
]
const NOISE = [
  'mine',
  'pending',
  'who',
  'help',
  'status',
  '',
  'hello there',
  'settings Exchange Administrator',
  'who INC-1234',
  'approve',
  'end',
  'usage',
]

const WEIGHTS = {
  request: 30,
  form: 3,
  prove: 18,
  proveAsOther: 2,
  approve: 26,
  approveOwn: 2,
  approveTwice: 3,
  approveStale: 2,
  approveAnyhow: 3,
  deny: 3,
  cancel: 3,
  deactivate: 4,
  again: 6,
  revoke: 3,
  revokePerson: 2,
  revokeTicket: 1,
  unblock: 4,
  notMe: 1.5,
  takeBack: 2,
  pressAny: 8,
  pressTampered: 5,
  stranger: 2,
  noise: 4,
  away: 1,
  confirmClock: 4,
}

export type Deed = keyof typeof WEIGHTS

/** Everybody who types, presses and proves: most of the time what makes sense, often enough what does not. */
export interface Actors {
  /** Somebody does something. */
  act(): void
  does(deed: Deed, request?: ActivationRequest): void
}

export function createActors(simulation: Simulation, network: Network): Actors {
  const random = simulation.random.fork()
  const { ledger, world } = simulation

  function requests(is: (request: ActivationRequest) => boolean): readonly ActivationRequest[] {
    return [...ledger.requests.values()].filter(is)
  }

  function platformOf(personId: string): 'web' | 'slack' {
    return random.pick(PEOPLE[personId] ?? ['web'])
  }

  function from(
    personId: string,
    content: { readonly [name: string]: unknown },
    where = platformOf(personId),
  ): undefined {
    const raw = { from: simulation.platforms[where].userIdOf(personId), ...content } as never
    network.send({ personId, platform: where, raw })
  }

  const says = (personId: string, text: string): undefined => from(personId, { text: text.trim() })

  function presses(
    personId: string,
    verb: Verb,
    request: ActivationRequest,
    inputs: { [name: string]: string } = {},
  ): undefined {
    from(personId, { verb, requestId: request.id, termsVersion: request.termsVersion, inputs })
  }

  function anybody(): string {
    return random.pick(Object.keys(PEOPLE))
  }

  function ask(): undefined {
    const personId = random.pick([...REQUESTERS, ...REQUESTERS, 'breakglass-1'])
    const mine = ROLES.filter((role) => world.eligible.has(eligibleKey(personId, role)))
    const role: Role = mine.length && random.chance(0.93) ? random.pick(mine) : random.pick(ROLES)
    const until = DateTime.fromMillis(simulation.scene.engineNow() + random.int(2, 90) * MINUTE, {
      zone: 'America/Toronto',
    })
    const length = random.chance(0.12) ? `until ${until.toFormat('HH:mm')}` : random.pick(DURATIONS)
    const reason = role.isCritical && random.chance(0.8) ? 'INC-1234 because of an outage' : random.pick(REASONS)
    says(personId, `/elevate ${role.line} ${length} ${reason}`)
  }

  function fillIn(): undefined {
    const personId = random.pick(REQUESTERS)
    const role = random.pick(ROLES)
    const inputs = {
      activatable: role.key,
      duration: random.pick(['PT1H', 'PT30M', 'PT8H', '', 'nonsense']),
      ticket: random.pick(['INC-4321', '', 'bad']),
      justification: random.pick(['Needed for the rollout', '']),
    }
    from(personId, { verb: 'submit', requestId: null, termsVersion: null, inputs })
  }

  function prove(asOther: boolean): undefined {
    const recent = simulation.links.slice(-40)
    const useful = recent.filter(({ purpose }) => isOpenPurpose(purpose))
    if (recent.length === 0) return
    const { purpose, personId } = random.pick(useful.length && random.chance(0.9) ? useful : recent)
    const who = asOther ? anybody() : personId
    const engine = simulation.engine()
    if (!engine) return
    const key = `${purpose.requestId}|${who}`
    if (purpose.kind === 'request') ledger.proofs.add(key)
    else ledger.approvalProofs.add(key)
    simulation.scheduler.note(`${who} proves for ${JSON.stringify(purpose)}`)
    engine.proveIdentity(purpose, who, 'totp').catch(() => {})
  }

  function isOpenPurpose({ kind, requestId }: Simulation['links'][number]['purpose']): boolean {
    const status = ledger.requests.get(requestId)?.status
    return kind === 'request' ? status === 'pendingVerification' : status === 'pendingApproval'
  }

  function approverFor(request: ActivationRequest): string {
    const refs = ['alex', 'megan', 'ivan', 'boss', 'lead']
    const others = refs.filter(
      (id) => id !== request.requesterId && !request.votes.some((vote) => vote.personId === id),
    )
    return random.pick(others)
  }

  function approve(request: ActivationRequest, by: string): undefined {
    const shown = durationToMs(request.terms.duration)
    if (random.chance(0.3)) return says(by, `approve ${request.id}${random.chance(0.3) ? ' for 20m' : ''}`)
    const confirm = random.chance(0.9) ? 'true' : ''
    if (shown > 30 * MINUTE && random.chance(0.2))
      return presses(by, 'approveLess', request, { duration: 'PT30M', confirm })
    presses(by, 'approve', request, { confirm })
  }

  /** Something that is on somebody's screen, as old as it may be, by whoever it was not meant for too. */
  function pressAny(isTampered: boolean): undefined {
    const where = random.pick(['web', 'slack'] as const)
    const messages: readonly Message[] = [...simulation.platforms[where].messages.values()]
    if (messages.length === 0) return
    const { address, view } = random.pick(messages)
    const owner = Object.keys(PEOPLE).find((id) => address === `user:${simulation.platforms[where].userIdOf(id)}`)
    const shown = 'actions' in view && view.actions.length && random.chance(0.8) ? view.actions : VERBS
    const requestId = 'requestId' in view ? view.requestId : null
    const others = requests(() => true)
    const content = {
      verb: random.pick(shown),
      requestId: isTampered && others.length && random.chance(0.5) ? random.pick(others).id : requestId,
      termsVersion: isTampered ? random.pick([0, 2, 7, null]) : 'termsVersion' in view ? view.termsVersion : null,
      inputs: {
        confirm: 'true',
        reason: random.pick(['', 'not convinced']),
        duration: random.pick(['PT15M', 'PT9H', '']),
        text: random.pick(NOISE),
      },
    }
    from(owner && !isTampered ? owner : anybody(), content, where)
  }

  function stranger(): undefined {
    const open = requests(({ status }) => !isTerminal(status))
    const raw = open.length
      ? { from: 'alex', verb: 'approve', requestId: random.pick(open).id, termsVersion: 1, inputs: { confirm: 'true' } }
      : { from: 'mallory', text: '/elevate Global Administrator 1h INC-1234 because' }
    const isOtherTenant = random.chance(0.5)
    const platform = random.pick(['web', 'slack'] as const)
    const identity = isOtherTenant ? { tenant: 'T-EVIL' } : { from: 'mallory' }
    network.send({ personId: null, platform, raw: { ...raw, ...identity } as never })
  }

  function does(deed: Deed, given?: ActivationRequest): undefined {
    const one = (is: (request: ActivationRequest) => boolean): ActivationRequest | null => {
      if (given) return given
      const found = requests(is)
      return found.length ? random.pick(found) : null
    }
    const pending = () => one(({ status }) => status === 'pendingApproval')
    const open = () => one(({ status }) => !isTerminal(status))
    const reason = random.chance(0.9) ? 'not needed now' : ''
    switch (deed) {
      case 'request':
        return ask()
      case 'form':
        return fillIn()
      case 'prove':
      case 'proveAsOther':
        return prove(deed === 'proveAsOther')
      case 'approve':
        return withOne(pending(), (request) => approve(request, approverFor(request)))
      case 'approveOwn':
        return withOne(pending(), (request) => approve(request, request.requesterId))
      case 'approveStale':
        return withOne(pending(), (request) => {
          const stale = { ...request, termsVersion: request.termsVersion + random.pick([-1, 1]) }
          presses(approverFor(request), 'approve', stale, { confirm: 'true' })
        })
      case 'approveTwice':
        return withOne(
          one(({ status, votes }) => status === 'pendingApproval' && votes.length > 0),
          (request) => approve(request, request.votes[0]?.personId ?? anybody()),
        )
      case 'approveAnyhow':
        return withOne(
          one(() => true),
          (request) => approve(request, anybody()),
        )
      case 'deny':
        return withOne(pending(), (request) => presses(approverFor(request), 'deny', request, { reason }))
      case 'cancel':
        return withOne(open(), (request) =>
          presses(random.chance(0.9) ? request.requesterId : anybody(), 'cancel', request),
        )
      case 'deactivate':
        return withOne(
          one(({ status }) => status === 'active'),
          (request) => {
            if (random.chance(0.5)) says(request.requesterId, `end ${request.id}`)
            else presses(random.chance(0.9) ? request.requesterId : anybody(), 'deactivate', request)
          },
        )
      case 'again':
        return withOne(
          one(({ status }) => status === 'active' || random.chance(0.1)),
          (request) => presses(request.requesterId, 'again', request),
        )
      case 'revoke':
        return withOne(open(), (request) =>
          says(random.pick(['soc', 'sam', 'pradeep', anybody()]), `revoke ${request.id} ${reason}`),
        )
      case 'revokePerson':
        return says(
          random.pick(['soc', 'sam', 'pradeep', anybody()]),
          `revoke @${displayNameOf(random.pick(REQUESTERS))} ${reason}`,
        )
      case 'revokeTicket':
        return says(random.pick(['soc', anybody()]), `revoke INC-1234 ${reason}`)
      case 'unblock': {
        const blocked = [...ledger.blocked.keys()]
        const who = blocked.length ? random.pick(blocked) : random.pick(REQUESTERS)
        return says(random.pick(['soc', 'pradeep', 'sam', anybody()]), `unblock @${displayNameOf(who)}`)
      }
      case 'notMe':
        return withOne(
          one(() => true),
          (request) => presses(random.chance(0.9) ? request.requesterId : anybody(), 'notMe', request),
        )
      case 'takeBack':
        return withOne(
          one(({ votes }) => votes.length > 0),
          (request) => presses(request.votes[0]?.personId ?? anybody(), 'takeBack', request, { reason }),
        )
      case 'pressAny':
      case 'pressTampered':
        return pressAny(deed === 'pressTampered')
      case 'stranger':
        return stranger()
      case 'noise':
        return says(anybody(), random.pick(NOISE))
      case 'away':
        return says(
          random.pick(['alex', 'megan', 'ivan']),
          random.pick(['away until friday', 'away until 17:00', 'back']),
        )
      case 'confirmClock':
        return from(random.pick(['soc', 'pradeep', 'adele']), {
          verb: 'confirmClock',
          requestId: null,
          termsVersion: null,
          inputs: {},
        })
    }
  }

  return { act: () => does(random.weighted(WEIGHTS)), does }
}

function withOne(request: ActivationRequest | null, act: (request: ActivationRequest) => undefined): undefined {
  if (request) act(request)
}
