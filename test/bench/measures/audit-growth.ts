import { createLocalDirectory } from '../../../adapters/local/index.ts'
import { auditEvent, personActor } from '../../../bot/domain/audit-event.ts'
import { findRoleByExactName } from '../../../bot/domain/catalogue/catalogue.ts'
import { LANES } from '../../../bot/domain/effect.ts'
import { createRandomIds } from '../../../bot/runtime/random-ids.ts'
import { approveRequest } from '../../../bot/use-cases/approve-request.ts'
import { commit } from '../../../bot/use-cases/commit.ts'
import type { Context } from '../../../bot/use-cases/context.ts'
import { createFeedPace } from '../../../bot/use-cases/feed-pace.ts'
import { openSqliteStore, type SqliteStore } from '../../../store/sqlite/index.ts'
import { createSpread, type Measured, ms, round, type Spread, thousands } from '../figures.ts'
import { livesFor } from '../generate.ts'
import { APPROVER, directoryConfig, ORGANISATION, peopleFor } from '../organisation.ts'
import type { Ask, Measure } from '../run-measure.ts'
import { BEGAN, copyOf } from '../seeds.ts'
import { SILENT, STEP_UP } from '../world.ts'

/** Later than everything generated, and nothing is due. */
const NOW = BEGAN + 60_000

const KINDS = ['append', 'approval', 'poll'] as const
type Kind = (typeof KINDS)[number]

interface Side {
  readonly sqlite: SqliteStore
  readonly ctx: Context
  readonly pending: string[]
  readonly took: { readonly [kind in Kind]: Spread }
}

/** The same three things with a short and a long audit log, in turns. */
export const auditGrowth: Measure = {
  name: 'audit-growth',
  run: async (ask) => {
    const { few, many } = ask.scale.auditEvents
    const sides = { few: await side(ask, few), many: await side(ask, many) }
    const warmUp = Math.min(100, ask.scale.auditSamples)
    for (let index = 0; index < ask.scale.auditSamples + warmUp; index += 1) {
      for (const each of [sides.few, sides.many]) await sample(each, index >= warmUp)
    }
    for (const { sqlite } of [sides.few, sides.many]) await sqlite.close()
    return KINDS.map((kind) => rowOf(kind, few, many, sides.few.took[kind], sides.many.took[kind]))
  },
}

function rowOf(kind: Kind, few: number, many: number, short: Spread, long: Spread): Measured {
  const ratio = long.at(50) / short.at(50)
  return {
    title: `${kind} at ${thousands(many)} audit events`,
    budget: `≤ 1.5× of ${thousands(few)}`,
    figure: `p50 ${ms(long.at(50))}, p99 ${ms(long.at(99))}`,
    limit: `at ${thousands(few)}: p50 ${ms(short.at(50))}, p99 ${ms(short.at(99))}`,
    ratio: round(ratio),
    met: ratio <= 1.5,
    details: { few: short.summary(), many: long.summary() },
  }
}

async function side(ask: Ask, events: number): Promise<Side> {
  const pending = 2 * ask.scale.auditSamples + 200
  const people = peopleFor(pending)
  const content = { people, at: BEGAN, over: livesFor(events), pending }
  const folder = await copyOf(ask, `audit-${events}`, `audit-${events}`, content)
  const sqlite = openSqliteStore({ folder, now: () => NOW })
  const directory = createLocalDirectory({
    config: directoryConfig(people),
    state: sqlite.state,
    now: () => NOW,
    resolveRole: (name) => findRoleByExactName(name)?.id ?? null,
  })
  const ctx: Context = {
    store: sqlite.store,
    directory,
    stepUp: STEP_UP,
    platforms: new Map(),
    organisation: ORGANISATION,
    time: { now: () => NOW, isUnconfirmed: () => false, confirm: () => {} },
    serially: (_key, work) => work(),
    feed: createFeedPace(0),
    breathe: async () => {},
    ids: createRandomIds(),
    log: SILENT,
    wake: () => {},
  }
  const waiting = await sqlite.store.requests({ statuses: ['pendingApproval'], limit: pending })
  const took = { append: createSpread(), approval: createSpread(), poll: createSpread() }
  return { sqlite, ctx, pending: waiting.map(({ id }) => id), took }
}

async function sample({ ctx, pending, took }: Side, counts: boolean): Promise<void> {
  const requestId = pending.pop()
  if (!requestId) throw new Error('No request is left to approve')
  const steps: { readonly [kind in Kind]: () => Promise<unknown> } = {
    append: () => append(ctx),
    approval: () => approve(ctx, requestId),
    poll: () => poll(ctx),
  }
  for (const kind of KINDS) {
    const start = performance.now()
    await steps[kind]()
    if (counts) took[kind].add(performance.now() - start)
  }
}

async function append(ctx: Context): Promise<void> {
  const audit = [auditEvent(NOW, 'actionRefused', personActor(APPROVER), null, { code: 'notAllowed' })]
  await commit(ctx, null, { audit, effects: [], reply: null })
}

async function approve(ctx: Context, requestId: string): Promise<void> {
  const approval = { by: APPROVER, requestId, termsVersion: 1, duration: null, proven: false, ticked: true }
  const { outcome } = await approveRequest(ctx, null, approval)
  if (outcome !== 'done') throw new Error(`${requestId} could not be approved`)
}

/** Everything that the workers ask to know whether there is something to do. */
async function poll({ store }: Context): Promise<void> {
  await store.dueRequests(BEGAN - 1, 256)
  await store.dueDeliveries(NOW, 32)
  for (const lane of LANES) await store.dueEffects(lane, BEGAN - 1, 64)
  await store.nextDueAt(0)
}
