/**
 * The Slack adapter's real HTTP side, engine and store, over a directory and a Slack that hang: every call to them waits
 * and then fails. `node slack-server.ts <data folder> <hang in ms> <signing secret>`; sends its address when it serves.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { createReplies, createSlackApp } from '../../../adapters/slack/index.ts'
import { understand } from '../../../adapters/slack/understand.ts'
import type { ChatPlatform } from '../../../bot/ports/chat-platform.ts'
import { listenOn } from '../../../bot/runtime/http-server.ts'
import { createRandomIds } from '../../../bot/runtime/random-ids.ts'
import { createSystemClock } from '../../../bot/runtime/system-clock.ts'
import { createEngine } from '../../../bot/workers/engine.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { hangingDirectory, hangingFor, hangingSend } from '../hanging.ts'
import { ORGANISATION } from '../organisation.ts'
import { SLACK_TEAM } from '../slack-delivery.ts'
import { SILENT, STEP_UP } from '../world.ts'

const [folder = '', hangMs = '10000', signingSecret = ''] = process.argv.slice(2)
const hang = hangingFor(Number(hangMs))
const clock = createSystemClock()
const sqlite = openSqliteStore({ folder, now: () => clock.wall(), secretKey: randomBytes(32) })
const platform: ChatPlatform = {
  name: 'slack',
  threads: false,
  understand: (delivery) => understand(delivery),
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
const app = createSlackApp({
  engine,
  state: sqlite.state,
  replies: createReplies(),
  apiUrl: 'https://slack.com/api/',
  log: SILENT,
  signingSecret,
  botToken: '',
  home: () => ({ teamId: SLACK_TEAM, botId: 'B0', botUserId: 'U0' }),
  look: hang,
  organisation: { language: 'en', timeZone: 'America/Toronto' },
  choices: hang,
  openModal: hang,
  publishHome: hang,
})
await engine.start()
http.open([new Hono().all('/slack/events', (c) => app.fetch(c.req.raw))])
process.send?.({ port: http.port })
