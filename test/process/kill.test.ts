import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { type ChatClient, chatClient, linkOf, requestIdOf } from './chat-client.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const LINE = '/elevate Exchange Administrator 1h INC-1234'

interface World {
  readonly server: ServerProcess
  readonly adele: ChatClient
  readonly alex: ChatClient
  requestId: string
}

/** The whole story as its steps; each is acknowledged before it returns, and nothing more is waited for. */
const STEPS: readonly { readonly name: string; readonly act: (world: World) => Promise<void> }[] = [
  { name: 'nothing yet', act: async () => {} },
  { name: 'asked', act: ({ adele }) => adele.says(LINE) },
  {
    name: 'proven',
    act: async (world) => {
      const card = await world.adele.sees(({ card }) => JSON.stringify(card).includes('/verify/'))
      world.requestId = requestIdOf(card)
      await world.adele.proves(linkOf(card))
    },
  },
  {
    name: 'approved',
    act: async ({ alex, requestId }) => {
      await alex.sees(({ fallbackText }) => fallbackText.includes(requestId))
      await alex.presses('approve', requestId)
    },
  },
  {
    name: 'ending soon',
    act: async ({ adele, requestId }) => {
      await adele.sees(({ fallbackText }) => fallbackText.includes(requestId), 'security-feed')
      await adele.skips('PT55M')
    },
  },
  { name: 'over', act: ({ adele }) => adele.skips('PT10M') },
]

const EXPECTED = [
  'requestSubmitted',
  'identityProven',
  'requestApproved',
  'provisioningAttempted',
  'provisioningAccepted',
  'activationStarted',
  'activationEndingSoon',
  'activationEnded',
]

/** A kill after every step of one story, or (long form) one kill a story. `npm run crash` kills between the commits. */
const STORIES: readonly (readonly string[])[] =
  process.env['MODE'] === 'long' ? STEPS.map(({ name }) => [name]) : [STEPS.map(({ name }) => name)]

describe('kill -9 between any two steps', () => {
  for (const kills of STORIES) {
    it(`after "${kills.join('", "')}": nothing lost, nothing doubled, and a good end on SIGTERM`, async () => {
      const world = await tell(kills)
      try {
        const { adele, alex } = world
        await adele.sees(({ card }) => JSON.stringify(card).includes('"Expired"'))
        await adele.sees(({ card }) => JSON.stringify(card).includes('"Expired"'), 'security-feed')
        // On SIGTERM it stops in good order.
        expect(await world.server.stop()).toBe(0)

        const { types, intact } = await audit(world.server.data)
        expect(intact).toBe(true)
        expect(types.at(-1)).toBe('serverStopped')
        expect(types.filter((type) => EXPECTED.includes(type))).toEqual(EXPECTED)
        await world.server.restart()
        const own = await adele.messages()
        expect(own.filter(({ text }) => text === LINE)).toHaveLength(1)
        const posted = [...own, ...(await alex.messages())].map(({ id }) => id)
        expect(new Set(posted).size).toBe(posted.length)
        expect(await adele.messages('security-feed')).toHaveLength(1)
      } finally {
        await world.server.cleanUp()
      }
    })
  }
})

async function tell(kills: readonly string[]): Promise<World> {
  const server = await startServer()
  const world: World = {
    server,
    adele: chatClient(server.url, 'adele'),
    alex: chatClient(server.url, 'alex'),
    requestId: '',
  }
  for (const { name, act } of STEPS) {
    await act(world)
    if (!kills.includes(name)) continue
    await server.kill()
    await server.restart()
  }
  return world
}

async function audit(data: string): Promise<{ types: readonly string[]; intact: boolean }> {
  const sqlite = openSqliteStore({ folder: `${data}/demo`, readOnly: true, now: () => Date.now() })
  const rows = await sqlite.store.auditEvents({ limit: 1000 })
  const { events } = await sqlite.verifyAudit()
  await sqlite.close()
  return { types: rows.map(({ event }) => event.type), intact: events.outcome === 'intact' }
}
