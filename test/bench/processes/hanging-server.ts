/**
 * The web chat's real HTTP side, engine and store, over a directory and a chat platform that hang: every call to them
 * waits and then fails. `node hanging-server.ts <data folder> <hang in ms>`; sends its address when it serves.
 */
import { createLocalDirectory } from '../../../adapters/local/index.ts'
import { createWebApp, createWebPlatform } from '../../../adapters/web/index.ts'
import { findRoleByExactName } from '../../../bot/domain/catalogue/catalogue.ts'
import type { ChatPlatform, SendOutcome } from '../../../bot/ports/chat-platform.ts'
import { listenOn } from '../../../bot/runtime/http-server.ts'
import { createRandomIds } from '../../../bot/runtime/random-ids.ts'
import { createSystemClock } from '../../../bot/runtime/system-clock.ts'
import { createEngine } from '../../../bot/workers/engine.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { hangingDirectory, hangingFor } from '../hanging.ts'
import { directoryConfig, ORGANISATION } from '../organisation.ts'
import { SILENT, STEP_UP } from '../world.ts'

const [folder = '', hangMs = '10000', people = '200'] = process.argv.slice(2)
const clock = createSystemClock()
const sqlite = openSqliteStore({ folder, now: () => clock.wall() })
const local = createLocalDirectory({
  config: directoryConfig(Number(people)),
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

const hang = hangingFor(Number(hangMs))
const directory = hangingDirectory(hang)

const platform: ChatPlatform = {
  name: web.name,
  threads: web.threads,
  understand: (delivery) => web.understand(delivery),
  addressOf: (personId) => web.addressOf(personId),
  send: async (): Promise<SendOutcome> => {
    await hang().catch(() => {})
    return { outcome: 'retry', notBefore: null, reason: 'The platform did not answer in time' }
  },
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
process.send?.({ port: http.port })
