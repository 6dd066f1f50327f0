import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WireMessage, WireState } from '../../adapters/web/wire.ts'
import { eventually } from '../eventually.ts'
import { type ServedWeb, type ServeOptions, serveWeb } from './serve-web.ts'
import { activationView, NOON, outgoing, requestView } from './views.ts'

interface Heard {
  readonly event: string
  readonly id: string | null
  readonly data: { readonly now?: number } & Partial<WireMessage>
}

/** Reads a stream of server-sent events as they come. */
class Listener {
  readonly heard: Heard[] = []
  ended = false
  private readonly leaving = new AbortController()
  private rest = ''

  async start(served: ServedWeb, path: string, headers: Record<string, string> = {}): Promise<this> {
    const response = await served.call(path, { headers, signal: this.leaving.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-store')
    void this.read(response)
    return this
  }

  leave(): void {
    this.leaving.abort()
  }

  messages(): (string | undefined)[] {
    return this.heard.filter(({ event }) => event === 'message').map(({ data }) => data.id)
  }

  lastId(): string {
    return this.heard.findLast(({ id }) => id !== null)?.id ?? ''
  }

  async until(count: number): Promise<void> {
    await eventually(() => this.messages().length).toBe(count)
  }

  private async read(response: Response): Promise<void> {
    try {
      for await (const bytes of response.body ?? []) {
        const parts = (this.rest + new TextDecoder().decode(bytes)).split('\n\n')
        this.rest = parts.pop() ?? ''
        this.heard.push(...parts.map(parseEvent))
      }
    } catch {
      // Leaving breaks the stream off; that is how it ends.
    }
    this.ended = true
  }
}

function parseEvent(text: string): Heard {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text)?.[1] ?? null
  return { event: field('event') ?? 'message', id: field('id'), data: JSON.parse(field('data') ?? '{}') }
}

let web: ServedWeb
const listeners: Listener[] = []

beforeEach(async () => {
  web = await serveWeb()
})
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.leave()
  await web.stop()
})

async function restart(options: ServeOptions = {}): Promise<void> {
  await web.stop()
  web = await serveWeb({ state: web.state, ...options })
}

async function listen(query: string, headers: Record<string, string> = {}): Promise<Listener> {
  const listener = new Listener()
  listeners.push(listener)
  return await listener.start(web, `/api/web/events?${query}`, headers)
}

async function post(key: string, change: Parameters<typeof outgoing>[0] = {}): Promise<string> {
  const outcome = await web.platform.send(outgoing({ key, ...change }))
  if (outcome.outcome !== 'sent') throw new Error(outcome.reason)
  return outcome.messageId
}

describe('the stream of events', () => {
  test('brings what was there, then what comes, in order', async () => {
    const a = await post('a')
    const listener = await listen('as=adele')
    await listener.until(1)
    const b = await post('b', { address: 'security-feed', view: activationView() })
    const c = await post('c')
    await listener.until(3)

    expect(listener.messages()).toEqual([a, b, c])
    expect(listener.heard.map(({ data }) => data.conversation).filter(Boolean)).toEqual([
      'elevate',
      'security-feed',
      'elevate',
    ])
  })

  test('brings nothing of other people’s conversations', async () => {
    const listener = await listen('as=alex')
    await post('a')
    await web.post('/api/web/messages?as=adele', { nonce: 'nonce-0123456789abcdef', text: 'hello' })
    const own = await post('b', { address: 'person:alex' })
    await listener.until(1)

    expect(listener.messages()).toEqual([own])
  })

  test('starts after what state has counted, so that nothing is lost or doubled in between', async () => {
    await post('a')
    const { cursor } = await web.json<WireState>('/api/web/state?as=adele')
    const b = await post('b')
    const listener = await listen(`as=adele&since=${encodeURIComponent(cursor)}`)
    await listener.until(1)

    expect(listener.messages()).toEqual([b])
  })

  test('goes on after Last-Event-ID, wherever it broke off', async () => {
    const ids = [await post('a'), await post('b'), await post('c')]
    const first = await listen('as=adele')
    await first.until(3)
    const later = [await post('d'), await post('e', { address: 'security-feed' })]
    const all = [...ids, ...later]

    for (const [seen, { id }] of first.heard.filter(({ event }) => event === 'message').entries()) {
      const again = await listen('as=adele', { 'Last-Event-ID': id ?? '' })
      await again.until(all.length - seen - 1)
      expect(again.messages()).toEqual(all.slice(seen + 1))
    }
  })

  test('gives Last-Event-ID precedence over where the page first started', async () => {
    const { cursor } = await web.json<WireState>('/api/web/state?as=adele')
    await post('a')
    const first = await listen(`as=adele&since=${cursor}`)
    await first.until(1)
    const b = await post('b')
    const again = await listen(`as=adele&since=${cursor}`, { 'Last-Event-ID': first.lastId() })
    await again.until(1)

    expect(again.messages()).toEqual([b])
  })

  test('brings a message that changed while away once, in its newest state', async () => {
    const id = await post('a')
    const first = await listen('as=adele')
    await first.until(1)
    first.leave()
    await post('a', { view: requestView({ status: 'approved', viewVersion: 2 }), viewVersion: 2, replaces: id })
    await post('a', { view: requestView({ status: 'active', viewVersion: 3 }), viewVersion: 3, replaces: id })
    const again = await listen('as=adele', { 'Last-Event-ID': first.lastId() })
    await again.until(1)

    expect(again.heard.filter(({ event }) => event === 'message')).toMatchObject([{ data: { id, version: 3 } }])
  })

  test('loses and doubles nothing while messages pour in and the reader comes and goes', async () => {
    const sending = (async () => {
      for (let at = 0; at < 60; at += 1) await post(`k${at}`, at % 3 ? {} : { address: 'security-feed' })
    })()
    const seen: (string | undefined)[] = []
    let since = ''
    for (let turn = 0; turn < 12; turn += 1) {
      const listener = await listen('as=adele', since ? { 'Last-Event-ID': since } : {})
      await new Promise((resolve) => setTimeout(resolve, turn * 2))
      listener.leave()
      await eventually(() => listener.ended).toBe(true)
      seen.push(...listener.messages())
      since = listener.lastId() || since
    }
    await sending
    const last = await listen('as=adele', since ? { 'Last-Event-ID': since } : {})
    await last.until(60 - seen.length)
    seen.push(...last.messages())

    expect(new Set(seen).size).toBe(60)
    expect(seen).toHaveLength(60)
  })

  test.each(['nonsense', '1.elevate:3', '..', 'elevate:1'])('asks to load again after %j', async (since) => {
    await post('a')
    const listener = await listen(`as=adele&since=${since}`)
    await eventually(() => listener.ended).toBe(true)

    expect(listener.heard.map(({ event }) => event)).toEqual(['reset'])
  })

  test('asks to load again after a restart, and then misses nothing', async () => {
    await post('a')
    const first = await listen('as=adele')
    await first.until(1)
    await restart()
    const again = await listen('as=adele', { 'Last-Event-ID': first.lastId() })
    await eventually(() => again.ended).toBe(true)

    expect(again.heard.map(({ event }) => event)).toEqual(['reset'])
    const path = '/api/web/conversations/elevate/messages?as=adele'
    const { messages } = await web.json<{ messages: WireMessage[] }>(path)
    expect(messages).toHaveLength(1)
  })

  test('says the time at once and whenever the clock was moved, to everybody', async () => {
    const [adele, alex] = [await listen('as=adele'), await listen('as=alex')]
    await web.post('/api/web/demo/clock?as=adele', { skip: 'PT10M' })

    for (const { heard } of [adele, alex]) {
      await eventually(() => heard.map(({ data }) => data.now)).toEqual([NOON, NOON + 600_000])
    }
  })

  test('keeps a quiet line alive', async () => {
    await restart({ heartbeatMs: 20 })
    const listener = await listen('as=adele')

    await eventually(() => listener.heard.length).toBeGreaterThan(3)
    expect(new Set(listener.heard.map(({ event }) => event))).toEqual(new Set(['clock']))
  })

  test('ends when the server stops', async () => {
    const listener = await listen('as=adele')
    await eventually(() => listener.heard.length).toBe(1)
    web.close()

    await eventually(() => listener.ended).toBe(true)
  })

  test('is refused to strangers', async () => {
    expect((await web.call('/api/web/events?as=ghost')).status).toBe(403)
    expect((await web.call('/api/web/events')).status).toBe(403)
  })
})
