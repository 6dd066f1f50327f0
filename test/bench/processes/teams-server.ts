/**
 * The Teams adapter's real HTTP side, engine and store, over a directory and a Teams that hang: every call to them waits
 * and then fails. `node teams-server.ts <data folder> <hang in ms> <address of the issuer's metadata> <service URL>`;
 * sends its address when it serves.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { clouds, createReplies, createTeamsApp, createTeamsPlatform } from '../../../adapters/teams/index.ts'
import type { ChatPlatform } from '../../../bot/ports/chat-platform.ts'
import { listenOn } from '../../../bot/runtime/http-server.ts'
import { createRandomIds } from '../../../bot/runtime/random-ids.ts'
import { createSystemClock } from '../../../bot/runtime/system-clock.ts'
import { createEngine } from '../../../bot/workers/engine.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { APP_ID, TENANT } from '../../teams/rig/people.ts'
import { hangingDirectory, hangingFor, hangingSend } from '../hanging.ts'
import { ORGANISATION } from '../organisation.ts'
import { SILENT, STEP_UP } from '../world.ts'

const [folder = '', hangMs = '10000', metadataUrl = '', serviceUrl = ''] = process.argv.slice(2)
const hang = hangingFor(Number(hangMs))
const clock = createSystemClock()
const now = () => clock.wall()
const sqlite = openSqliteStore({ folder, now, secretKey: randomBytes(32) })
const replies = createReplies()
const serviceOrigins = [new URL(serviceUrl).origin]
const teams = createTeamsPlatform({
  app: { appId: APP_ID, credential: { kind: 'secret', secret: '' } },
  ...{ tenantId: TENANT, state: sqlite.state, replies, now, log: SILENT },
  cloud: { ...clouds.global, metadataUrl, serviceUrl, serviceOrigins },
  links: { personOf: () => null, userOf: () => null },
  person: hang,
})
const platform: ChatPlatform = {
  name: 'teams',
  threads: false,
  understand: teams.understand,
  addressOf: async () => null,
  send: hangingSend(hang),
}
const http = await listenOn({ host: '127.0.0.1', port: 0 })
const engine = await createEngine({
  store: sqlite.store,
  directory: hangingDirectory(hang),
  stepUp: STEP_UP,
  platforms: [platform],
  organisation: ORGANISATION,
  clock,
  ids: createRandomIds(),
  log: SILENT,
})
const app = createTeamsApp({
  ...{ engine, replies, log: SILENT, tenantId: TENANT },
  ...{ conversations: teams.conversations, posted: teams.posted, connector: teams.connector, lookOf: teams.lookOf },
  organisation: { language: 'en', timeZone: 'America/Toronto' },
  personIdOf: hang,
  rules: { serviceOrigins, tenantId: TENANT },
  signed: { appId: APP_ID, issuer: clouds.global.issuer, metadataUrl },
  unsigned: null,
})
await engine.start()
http.open([new Hono().all('/api/messages', (c) => app.fetch(c.req.raw))])
process.send?.({ port: http.port })
