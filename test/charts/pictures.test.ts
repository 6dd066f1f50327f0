import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCharts } from '../../adapters/charts/index.ts'
import type { UsageCardView } from '../../bot/domain/views/card-view.ts'
import { pictureRoutes } from '../../bot/main/picture-routes.ts'
import { SILENT } from '../bench/world.ts'
import { type Story, tellStory } from '../engine/story.ts'

/** From the question in chat to the bytes of its picture. */
const charts = createCharts()
let story: Story
let picture: string
beforeAll(async () => {
  story = await tellStory({ pictureBase: 'https://elevate.example/pictures' })
  for (const line of ['User Administrator 1h INC-1', 'Exchange Administrator 1h INC-12345'])
    await story.says('adele', `/elevate ${line}23`)
  await story.says('adele', '/elevate Helpdesk Administrator 1h INC-123')
  await approveAll()
  await story.passes('PT3H')
  await story.says('soc', '/elevate usage')
  const card = story.lastSeenBy('soc') as UsageCardView
  picture = card.picture ?? ''
})
afterAll(async () => {
  await story.end()
  await charts.close()
})

async function approveAll(): Promise<void> {
  const open = await story.sqlite.store.requests({ requesterId: 'adele', limit: 10 })
  for (const request of open) if (request.status === 'pendingVerification') await story.proves('adele', request)
  for (const { id } of open) await story.says('alex', `/elevate approve ${id}`)
}

const routes = () =>
  pictureRoutes({ store: story.sqlite.store, charts, timeZone: 'America/Toronto', simulated: false, log: SILENT })
const pathOf = (url: string) => new URL(url).pathname

describe('the picture of a usage card', () => {
  it('has an address that nobody guesses', () => {
    expect(picture).toMatch(/^https:\/\/elevate\.example\/pictures\/[0-9a-f]{32}$/u)
  })

  it.each(['en.png', 'fr.png', 'en-dark.png'])(
    'is served as %s, for no longer than the card knows it',
    async (file) => {
      const response = await routes().request(`${pathOf(picture)}/${file}`)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('image/png')
      expect(response.headers.get('cache-control')).toContain('private')
      expect(
        Buffer.from(await response.arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
    },
  )

  it.each([
    ['another name', '/pictures/00000000000000000000000000000000/en.png'],
    ['no name', '/pictures/..%2f..%2fetc/en.png'],
    ['another language', `/pictures/$/de.png`],
    ['a name of something else', '/pictures/settings:applied/en.png'],
  ])('is not found under %s', async (_, path) => {
    const response = await routes().request(path.replace('$', picture.split('/').at(-1) ?? ''))
    expect(response.status).toBe(404)
  })

  it('names nobody', async () => {
    const fact = await story.sqlite.store.fact(`picture:${picture.split('/').at(-1)}`)
    expect(JSON.stringify(fact?.value).toLowerCase()).not.toContain('adele')
  })
})
