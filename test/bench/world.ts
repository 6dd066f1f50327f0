import { inspect } from 'node:util'
import { createLocalDirectory, type LocalDirectory } from '../../adapters/local/index.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { ChatPlatform } from '../../bot/ports/chat-platform.ts'
import type { Clock } from '../../bot/ports/clock.ts'
import type { Directory } from '../../bot/ports/directory.ts'
import type { Log } from '../../bot/ports/log.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import type { StepUp } from '../../bot/ports/step-up.ts'
import { createRandomIds } from '../../bot/runtime/random-ids.ts'
import { createSystemClock } from '../../bot/runtime/system-clock.ts'
import { createEngine, type RunningEngine } from '../../bot/workers/engine.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { directoryConfig, ORGANISATION } from './organisation.ts'

/** The real engine, store and local directory in this process, over a chat platform that answers at once. */
export interface World {
  readonly engine: RunningEngine
  readonly sqlite: SqliteStore
  readonly directory: LocalDirectory
  close(): Promise<void>
}

export interface WorldOptions {
  readonly folder: string
  readonly people: number
  /** What is added to the system's clock, so that ends made beforehand come when the measure is ready for them. */
  readonly aheadMs?: number
  readonly wrapStore?: (store: RequestStore) => RequestStore
  readonly wrapDirectory?: (directory: Directory) => Directory
}

export const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Says the first thing that goes wrong: what fails is no measurement. */
function complaining(): Log {
  let hasComplained = false
  const error: Log['error'] = (fields, message) => {
    if (!hasComplained) process.stderr.write(`${message}: ${inspect(fields)}\n`)
    hasComplained = true
  }
  return { ...SILENT, error }
}

export const STEP_UP: StepUp = {
  isEnrolled: async () => true,
  linkFor: async ({ kind, requestId }, personId) =>
    `https://elevate.example.com/verify/${kind}-${requestId}-${personId}`,
}

/** Everything but the engine's start. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const clock = shiftedClock(options.aheadMs ?? 0)
  let now: () => Instant = () => clock.wall()
  const sqlite = openSqliteStore({ folder: options.folder, now: () => now() })
  const directory = createLocalDirectory({
    config: directoryConfig(options.people),
    state: sqlite.state,
    now: () => now(),
    resolveRole: (name) => findRoleByExactName(name)?.id ?? null,
  })
  await directory.apply()
  const engine = await createEngine({
    store: options.wrapStore?.(sqlite.store) ?? sqlite.store,
    directory: options.wrapDirectory?.(directory) ?? directory,
    stepUp: STEP_UP,
    platforms: [instantPlatform()],
    organisation: ORGANISATION,
    clock,
    ids: createRandomIds(),
    log: complaining(),
  })
  now = () => engine.now()
  return {
    engine,
    sqlite,
    directory,
    close: async () => {
      await engine.stop()
      await sqlite.close()
    },
  }
}

/** The system's clock, set ahead by a constant: it runs at the same pace, and its timers are the system's. */
export function shiftedClock(aheadMs: number): Clock {
  const system = createSystemClock()
  return { ...system, wall: () => system.wall() + aheadMs }
}

/** A platform that takes everything at once: what real ones need for an answer is theirs, not ours. */
function instantPlatform(): ChatPlatform {
  return {
    name: 'web',
    threads: false,
    understand: async ({ raw }) => {
      const userId = String(raw['from'])
      const requestId = String(raw['requestId'])
      return {
        kind: 'intent',
        identity: { platform: 'web', tenant: 'local', userId },
        intent: { kind: 'action', verb: 'approve', requestId, termsVersion: 1, inputs: { confirm: 'true' } },
        replyTo: `person:${userId}`,
        language: null,
      }
    },
    addressOf: async (id) => `person:${id}`,
    send: async ({ key }) => ({ outcome: 'sent', messageId: key }),
  }
}
