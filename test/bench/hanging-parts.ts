import { createLocalDirectory, type LocalDirectory } from '../../adapters/local/index.ts'
import { createWebApp, createWebPlatform } from '../../adapters/web/index.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import type { ChatPlatform } from '../../bot/ports/chat-platform.ts'
import { listenOn } from '../../bot/runtime/http-server.ts'
import { createRandomIds } from '../../bot/runtime/random-ids.ts'
import { createEngine, type RunningEngine } from '../../bot/workers/engine.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { hangingDirectory, hangingFor, hangingSend } from './hanging.ts'
import { directoryConfig, ORGANISATION } from './organisation.ts'
import { SILENT, STEP_UP, shiftedClock } from './world.ts'

export interface HangingOptions {
  readonly folder: string
  /** How long every call to directory and chat waits before it fails. */
  readonly hangMs: number
  readonly people: number
  /** What is added to the system's clock. */
  readonly aheadMs?: number
}

export interface Hanging {
  readonly engine: RunningEngine
  /** The directory as it is; the engine has one that hangs. */
  readonly local: LocalDirectory
  readonly port: number
}

/** The web chat's real HTTP side, engine and store, over a directory and a chat platform that hang. */
export async function serveHanging({ folder, hangMs, people, aheadMs = 0 }: HangingOptions): Promise<Hanging> {
  const clock = shiftedClock(aheadMs)
  const sqlite = openSqliteStore({ folder, now: () => clock.wall() })
  const local = createLocalDirectory({
    config: directoryConfig(people),
    state: sqlite.state,
    now: () => clock.wall(),
    resolveRole: (name) => findRoleByExactName(name)?.id ?? null,
  })
  await local.apply()
  const web = createWebPlatform({
    state: sqlite.state,
    now: () => clock.wall(),
    person: (id) => local.person(id),
    channels: ['security-feed', 'security-alerts'],
  })

  const hang = hangingFor(hangMs)
  const directory = hangingDirectory(hang)

  const platform: ChatPlatform = {
    name: web.name,
    threads: web.threads,
    understand: (delivery) => web.understand(delivery),
    addressOf: (personId) => web.addressOf(personId),
    send: hangingSend(hang),
  }

  const http = await listenOn({ host: '127.0.0.1', port: 0 })
  const engine = await createEngine({
    store: sqlite.store,
    directory,
    stepUp: STEP_UP,
    platforms: [platform],
    organisation: ORGANISATION,
    clock,
    ids: createRandomIds(),
    log: SILENT,
  })
  const { app } = await createWebApp({
    platform: web,
    engine,
    organisation: ORGANISATION,
    log: SILENT,
    access: { kind: 'demo', people: () => local.people(), codeOf: async () => null, skip: async () => {} },
  })
  await engine.start()
  http.open([app])
  return { engine, local, port: http.port }
}
