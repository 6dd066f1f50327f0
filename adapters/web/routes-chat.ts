import { Hono } from 'hono'
import { z } from 'zod'
import type { NewDelivery, Person } from '../../bot/index.ts'
import { channelAddress, OWN_CONVERSATION, personAddress } from './address.ts'
import type { WebAppOptions } from './app.ts'
import { jsonBody } from './body.ts'
import { WebChatError } from './errors.ts'
import type { Live } from './live.ts'
import { showMessage } from './show.ts'
import { LONGEST_TEXT, pressedButton, rawDelivery, sentText } from './understand.ts'
import { type Viewing, viewing } from './viewing.ts'
import type { WireConversation, WirePerson, WireState } from './wire.ts'

/** Made by the page for each act, so that a repeated call is the same act. */
const nonce = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'A nonce is 16 to 64 letters, digits, - or _')
const sentMessage = z.strictObject({ nonce, text: sentText })
const sentAction = z.strictObject({ nonce, ...pressedButton.shape })

/** What the page reads and sends. All of it under `/api/web`. */
export function chatRoutes(options: WebAppOptions, live: Live): Hono<Viewing> {
  const { platform, engine, access, organisation, log } = options
  const { conversations } = platform
  const as = viewing(access, platform.channels)
  const routes = new Hono<Viewing>()

  async function receive(person: Person, key: string, raw: NewDelivery['raw']): Promise<'stored' | 'duplicate'> {
    const deliveryKey = `${person.id}:${key}`
    return await engine.receive({ platform: platform.name, deliveryKey, receivedAt: engine.now(), raw })
  }

  routes.get('/state', viewing(access, platform.channels, 'orFirst'), async (c) => {
    const { person, channels, csrf } = c.var
    const everybody = access.kind === 'demo' ? await access.people() : [person]
    const state: WireState = {
      mode: access.kind,
      csrf,
      actingAs: wirePerson(person),
      people: everybody.map(wirePerson),
      conversations: listConversations(channels),
      language: person.language ?? organisation.language,
      timeZone: person.timeZone ?? organisation.timeZone,
      now: engine.now(),
      simulated: access.kind === 'demo' ? (access.simulated ?? null) : null,
      cursor: await live.cursor(person, channels),
    }
    return c.json(state)
  })

  routes.get('/conversations/:name/messages', as, async (c) => {
    const name = c.req.param('name')
    const address = addressOf(name, c.var.person, c.var.channels)
    if (!address) throw new WebChatError('unknownConversation')
    const messages = await conversations.messages(address)
    return c.json({ messages: messages.map((message) => showMessage(message, name, c.var.person, log)) })
  })

  routes.post('/messages', as, async (c) => {
    const { person } = c.var
    const { nonce, text } = await jsonBody(c, sentMessage)
    const address = personAddress(person.id)
    const position = await conversations.reserve(address)
    const outcome = await receive(person, nonce, rawDelivery({ kind: 'text', personId: person.id, text }))
    await conversations.post(address, { kind: 'said', key: `said:${nonce}`, at: engine.now(), text }, position)
    return c.json({ outcome }, outcome === 'stored' ? 202 : 200)
  })

  routes.post('/actions', as, async (c) => {
    const { person } = c.var
    const { nonce, ...action } = await jsonBody(c, sentAction)
    const outcome = await receive(person, nonce, rawDelivery({ kind: 'action', personId: person.id, action }))
    return c.json({ outcome }, outcome === 'stored' ? 202 : 200)
  })

  routes.get('/suggestions', as, async (c) => {
    const typed = (c.req.query('typed') ?? '').slice(0, LONGEST_TEXT)
    return c.json({ suggestions: await engine.suggest(c.var.person.id, typed) })
  })

  return routes
}

function listConversations(channels: readonly string[]): readonly WireConversation[] {
  return [
    { name: OWN_CONVERSATION, label: 'Elevate', kind: 'own' },
    ...channels.map((name) => ({ name, label: `#${name}`, kind: 'channel' as const })),
  ]
}

/** Where a conversation of that name is stored, or null where this person has none of it. */
export function addressOf(name: string, person: Person, channels: readonly string[]): string | null {
  if (name === OWN_CONVERSATION) return personAddress(person.id)
  return channels.includes(name) ? channelAddress(name) : null
}

function wirePerson({ id, displayName, enabled }: Person): WirePerson {
  return { id, displayName, enabled }
}
