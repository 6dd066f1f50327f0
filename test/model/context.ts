import { createLocalDirectory, type LocalDirectory } from '../../adapters/local/index.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { durationFromMs, HOUR } from '../../bot/domain/duration.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import type { Context } from '../../bot/use-cases/context.ts'
import { createFeedPace } from '../../bot/use-cases/feed-pace.ts'
import { createSerially } from '../../bot/workers/serially.ts'
import { createMemoryStore } from '../simulation/memory-store.ts'
import { createRandom } from '../simulation/random.ts'
import { createSeededIds } from '../simulation/seeded-ids.ts'
import { createWorld, directoryConfigOf, EXCHANGE, organisationOf, START, type World } from '../simulation/world.ts'
import { createMemoryState } from '../step-up/memory-state.ts'

/** Use cases on a store, with a clock that is set by hand and no worker that does anything by itself. */
export interface Bench {
  readonly ctx: Context
  readonly store: RequestStore
  readonly directory: LocalDirectory
  readonly world: World
  /** The time that every use case reads. */
  now: number
  /** The same server after its settings were edited. */
  withOrganisation(edit: (world: World) => void): Context
  /** A request of Adele's that waits for approval; others of the same role by other people. */
  pending(changes?: Partial<ActivationRequest>): Promise<ActivationRequest>
  /** Events of the log that moved this request from one status to another. */
  moves(id: string): Promise<readonly string[]>
}

export interface BenchOptions {
  readonly store?: (now: () => number) => RequestStore
  readonly edit?: (world: World) => void
}

export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  const world = createWorld()
  options.edit?.(world)
  let time = START
  const now = () => time
  const store = (options.store ?? createMemoryStore)(now)
  const directory = createLocalDirectory({
    config: directoryConfigOf(world),
    state: createMemoryState(now),
    now,
    resolveRole: (name) => findRoleByExactName(name)?.id ?? null,
  })
  const common = {
    store,
    directory,
    stepUp: { isEnrolled: async () => true, linkFor: async () => 'https://elevate.example/verify/1' },
    platforms: new Map(),
    time: { now, isUnconfirmed: () => false, confirm: now },
    ids: createSeededIds(createRandom(1)),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    feed: createFeedPace(START),
    serially: createSerially(),
    breathe: async () => {},
    wake: () => {},
  }
  const withOrganisation = (organisation: Organisation): Context => ({ ...common, organisation })
  const bench: Bench = {
    get now() {
      return time
    },
    set now(at) {
      time = at
    },
    ctx: withOrganisation(organisationOf(world)),
    store,
    directory,
    world,
    withOrganisation: (edit) => {
      const edited = structuredClone({ ...world, eligible: new Set(world.eligible) })
      edit(edited)
      return withOrganisation(organisationOf(edited))
    },
    pending: async (changes = {}) => {
      const next = { ...pendingRequest(), ...changes }
      const audit = { at: START, type: 'requestSubmitted', actor: { kind: 'elevate' }, requestId: next.id } as const
      const outcome = await store.save({
        request: { next, expectedRowVersion: 0, dueAt: next.windowEndsAt },
        auditEvents: [{ ...audit, data: {}, texts: [] }],
        effects: [],
      })
      if (outcome.outcome !== 'saved') throw new Error(`Not saved: ${JSON.stringify(outcome)}`)
      return next
    },
    moves: async (id) => {
      const rows = await store.auditEvents({ requestId: id, limit: 100_000 })
      const data = rows.map(({ event }) => event.data).filter((each) => 'to' in each && each['from'] !== each['to'])
      return data.map((each) => `${each['from']}>${each['to']}`)
    },
  }
  return bench
}

function pendingRequest(): ActivationRequest {
  return {
    id: 'EL-0001',
    rowVersion: 1,
    termsVersion: 1,
    viewVersion: 1,
    status: 'pendingApproval',
    requesterId: 'adele',
    terms: {
      activatable: EXCHANGE.activatable,
      duration: durationFromMs(HOUR),
      latestEnd: null,
      justification: 'mail flow is down',
      ticket: 'INC-1234',
    },
    submittedAt: START,
    continuesRequestId: null,
    proof: { at: START, method: 'totp' },
    approval: {
      openedAt: START,
      required: 1,
      nextReminderAt: null,
      reminderInterval: null,
      escalatesAt: null,
      escalatedAt: null,
      asked: [],
      unreachable: [],
    },
    votes: [],
    windowEndsAt: START + HOUR,
    provisioning: null,
    activation: null,
    ending: null,
    outcome: null,
    endVerifiedAt: null,
  }
}
