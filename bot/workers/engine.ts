import type { WatchSettings } from '../domain/alerts/watch-settings.ts'
import { auditEvent, ELEVATE } from '../domain/audit-event.ts'
import { MINUTE, SECOND } from '../domain/duration.ts'
import type { Organisation } from '../domain/organisation.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import type { JsonObject } from '../domain/values.ts'
import type { Analysis } from '../ports/analysis.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { Directory } from '../ports/directory.ts'
import type { Engine } from '../ports/engine.ts'
import type { Ids } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { RequestStore } from '../ports/request-store.ts'
import type { StepUp } from '../ports/step-up.ts'
import { commit } from '../use-cases/commit.ts'
import type { Context } from '../use-cases/context.ts'
import { explainCommand, suggestFor } from '../use-cases/explain-command.ts'
import { clockFacts, clockMarkWrite, unconfirmedWrite } from '../use-cases/facts.ts'
import { createFeedPace } from '../use-cases/feed-pace.ts'
import { listMine, listPending } from '../use-cases/list-requests.ts'
import { proveIdentity } from '../use-cases/prove-identity.ts'
import { purposeView } from '../use-cases/purpose-view.ts'
import { reconcile } from '../use-cases/reconcile.ts'
import { recordDirectoryChanges, recordSettings } from '../use-cases/record-changes.ts'
import { recordFactor } from '../use-cases/record-factor.ts'
import { recordLink } from '../use-cases/record-link.ts'
import { viewRequest } from '../use-cases/view-request.ts'
import { formChoices } from '../use-cases/views/form-view.ts'
import { createEngineTime } from './engine-time.ts'
import { finishInterrupted, makeUnsettledDue } from './recover.ts'
import { createSchedules } from './schedules/schedules.ts'
import { createSerially } from './serially.ts'
import { createWorkers } from './workers.ts'

const RECONCILE_EVERY = 5 * MINUTE
const MARK_EVERY = 30 * SECOND
const SCHEDULES_EVERY = 20 * SECOND

export interface EngineParts {
  readonly store: RequestStore
  readonly directory: Directory
  readonly stepUp: StepUp
  readonly platforms: readonly ChatPlatform[]
  readonly organisation: Organisation
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Counts beside the event loop; left out, that is done on it. */
  readonly analysis?: Analysis
  /** What addresses of pictures start with, such as `https://elevate.example.com/pictures`. */
  readonly pictureBase?: string
  /** Schedules and alerts; left out, nothing is done by the clock on the wall. */
  readonly watch?: WatchSettings
}

export interface RunningEngine extends Engine {
  readonly context: Context
  /** Makes good what a crash left, then works. Reads and writes nothing before it is called. */
  start(): Promise<void>
  /** Something may be due: after a commit elsewhere, or a moved clock. */
  wake(): void
  /** Resolves when nothing due is left to do. */
  idle(): Promise<void>
  /** Audits what the directory's configuration changed, before it is applied. */
  recordDirectoryChanges(changes: readonly { readonly kind: string; readonly what: JsonObject }[]): Promise<void>
  /** Runs one reconciliation with the directory now. */
  reconcile(): Promise<void>
  stop(): Promise<void>
}

/** The engine over its parts. Adapters get its face as `Engine`; only the composition root starts and stops it. */
export async function createEngine(parts: EngineParts): Promise<RunningEngine> {
  const { clock, log, store } = parts
  const known = await clockFacts(store)
  const time = createEngineTime({ clock, ...known, onStep: (step) => void reportStep(ctx, step) })
  const platforms = new Map(parts.platforms.map((platform) => [platform.name, platform]))
  const breathe = () => new Promise<void>((resolve) => void clock.wake(0, resolve))
  const ctx: Context = {
    ...parts,
    platforms,
    time,
    feed: createFeedPace(time.now()),
    serially: createSerially(),
    breathe,
    wake: () => workers.wake(),
  }
  const workers = createWorkers(ctx, clock)
  const callOffs = new Map<string, () => void>()
  let isStopped = false

  /** The pause counts from the end of a run: runs never overlap. */
  function every(name: string, interval: number, work: () => Promise<void>): void {
    const again = () => {
      work()
        .catch((error: unknown) => log.error({ name, error }, 'periodic work failed'))
        .finally(() => isStopped || callOffs.set(name, clock.wake(interval, again)))
    }
    callOffs.set(name, clock.wake(interval, again))
  }

  return {
    context: ctx,
    now: () => time.now(),
    receive: async (delivery) => {
      const outcome = await store.receive(delivery)
      workers.wake()
      return outcome
    },
    explain: (personId, text) => explainCommand(ctx, personId, text),
    suggest: (personId, typed) => suggestFor(ctx, personId, typed),
    choices: (personId) => formChoices(ctx, personId),
    overview: async (personId) => ({
      mine: await listMine(ctx, personId),
      pending: await listPending(ctx, personId),
    }),
    viewOf: (about, personId) => viewRequest(ctx, about, personId),
    purposeView: (purpose, personId) => purposeView(ctx, purpose, personId),
    proveIdentity: async (purpose, personId, method) => {
      const result = await proveIdentity(ctx, purpose, personId, method)
      return result.outcome === 'done' ? { outcome: 'accepted', isUncertain: result.isUncertain === true } : result
    },
    recordFactor: (event) => recordFactor(ctx, event),
    recordLink: (event) => recordLink(ctx, event),
    start: async () => {
      await makeUnsettledDue(ctx)
      const audit = [auditEvent(time.now(), 'serverStarted', ELEVATE, null)]
      await commit(ctx, null, { audit, effects: [], reply: null })
      await recordSettings(ctx)
      workers.wake()
      void finishInterrupted(ctx)
      every('reconcile', RECONCILE_EVERY, () => reconcile(ctx))
      every('mark', MARK_EVERY, () => writeMark(ctx))
      if (parts.watch) {
        const schedules = createSchedules(ctx, parts.watch, known.mark || null)
        every('schedules', SCHEDULES_EVERY, schedules.tick)
        callOffs.set('calendars', schedules.close)
      }
    },
    wake: () => workers.wake(),
    idle: () => workers.idle(),
    recordDirectoryChanges: (changes) => recordDirectoryChanges(ctx, changes),
    reconcile: () => reconcile(ctx),
    stop: async () => {
      isStopped = true
      for (const callOff of callOffs.values()) callOff()
      await workers.stop()
      const audit = [auditEvent(time.now(), 'serverStopped', ELEVATE, null)]
      await commit(ctx, null, { audit, effects: [], facts: [clockMarkWrite(time.now())], reply: null })
    },
  }
}

async function writeMark(ctx: Context): Promise<void> {
  await ctx.store.save({ auditEvents: [], effects: [], facts: [clockMarkWrite(ctx.time.now())] })
}

async function reportStep(ctx: Context, step: number): Promise<void> {
  const now = ctx.time.now()
  const params: JsonObject = { step, direction: step > 0 ? 'forward' : 'back' }
  ctx.log.warn(params, 'the clock jumped')
  await commit(ctx, null, {
    ...(step > 0 && { facts: [unconfirmedWrite(step)] }),
    audit: [auditEvent(now, 'clockJumped', ELEVATE, null, params)],
    effects: [
      { kind: 'alert', alert: 'clockJumped', requestId: null, params, to: ALERTS_CHANNEL, occasion: String(now) },
    ],
    reply: null,
  }).catch((error: unknown) => ctx.log.error({ error }, 'clock jump not recorded'))
}
