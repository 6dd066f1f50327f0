import { beforeEach, describe, expect, test } from 'vitest'
import { createWebPlatform, type WebPlatform } from '../../adapters/web/platform.ts'
import type { Delivery, OutgoingMessage } from '../../bot/index.ts'
import { createMemoryState } from './memory-state.ts'
import { PEOPLE } from './serve-web.ts'
import { activationView, NOON, outgoing, requestView } from './views.ts'

let state: ReturnType<typeof createMemoryState>
let platform: WebPlatform

function start(history = 500): WebPlatform {
  return createWebPlatform({
    state,
    now: () => NOON,
    person: async (id) => PEOPLE.find((person) => person.id === id) ?? null,
    channels: ['security-feed'],
    history,
  })
}

beforeEach(() => {
  state = createMemoryState()
  platform = start()
})

async function sent(message: OutgoingMessage): Promise<string> {
  const outcome = await platform.send(message)
  if (outcome.outcome !== 'sent') throw new Error(`Not sent: ${outcome.reason}`)
  return outcome.messageId
}

async function keys(address = 'person:adele'): Promise<string[]> {
  return (await platform.conversations.messages(address)).map(({ record }) => record.key)
}

async function views(address = 'person:adele'): Promise<unknown[]> {
  const messages = await platform.conversations.messages(address)
  return messages.map(({ record }) => (record.kind === 'card' ? record.view : record.text))
}

describe('send', () => {
  test('keeps messages in the order sent, over a restart', async () => {
    for (const key of ['a', 'b', 'c']) await sent(outgoing({ key }))
    platform = start()

    expect(await keys()).toEqual(['a', 'b', 'c'])
    await sent(outgoing({ key: 'd' }))
    expect(await keys()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('makes one message of one key, however often and however near together it is sent', async () => {
    const ids = await Promise.all([sent(outgoing()), sent(outgoing()), sent(outgoing())])
    platform = start()
    ids.push(await sent(outgoing()))

    expect(new Set(ids).size).toBe(1)
    expect(await keys()).toEqual(['card:1'])
    expect(state.size()).toBe(1)
  })

  test('gives messages sent at the same time a place each', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => sent(outgoing({ key: `k${at}` }))))

    expect(new Set(await keys()).size).toBe(20)
  })

  test('replaces in place', async () => {
    const id = await sent(outgoing())
    await sent(outgoing({ key: 'later' }))
    const next = requestView({ status: 'active', viewVersion: 2 })
    const again = await sent(outgoing({ view: next, viewVersion: 2, replaces: id }))

    expect(again).toBe(id)
    expect(await keys()).toEqual(['card:1', 'later'])
    expect((await views())[0]).toEqual(next)
  })

  test('never covers a newer face by an older one that comes late', async () => {
    const newer = requestView({ status: 'active', viewVersion: 3 })
    const id = await sent(outgoing({ view: newer, viewVersion: 3 }))
    await sent(outgoing({ view: requestView({ viewVersion: 2 }), viewVersion: 2, replaces: id }))
    await sent(outgoing({ view: requestView(), viewVersion: 1 }))

    expect(await views()).toEqual([newer])
  })

  test('changes nothing when the same face is sent again', async () => {
    const id = await sent(outgoing())
    const before = await platform.conversations.messages('person:adele')
    await sent(outgoing({ replaces: id }))

    expect(await platform.conversations.messages('person:adele')).toEqual(before)
  })

  test('posts anew what was to replace a message that is no longer kept', async () => {
    const replaces = await sent(outgoing())
    platform = start(2)
    await sent(outgoing({ key: 'b' }))
    await sent(outgoing({ key: 'c' }))
    const id = await sent(outgoing({ viewVersion: 2, replaces }))

    expect(id).not.toBe(replaces)
    expect(await keys()).toEqual(['c', 'card:1'])
  })

  test('keeps no more than the history of each conversation, in the store neither', async () => {
    platform = start(3)
    for (const key of ['a', 'b', 'c', 'd', 'e']) await sent(outgoing({ key }))
    await sent(outgoing({ key: 'f', address: 'security-feed', view: activationView() }))

    expect(await keys()).toEqual(['c', 'd', 'e'])
    expect(await keys('channel:security-feed')).toEqual(['f'])
    expect(state.size()).toBe(4)
  })

  test('understands a channel with and without its prefix', async () => {
    await sent(outgoing({ key: 'a', address: 'security-feed' }))
    await sent(outgoing({ key: 'b', address: 'channel:security-feed' }))

    expect(await keys('channel:security-feed')).toEqual(['a', 'b'])
  })

  test.each(['person:ghost', 'person:', 'channel:elsewhere', 'elsewhere', ''])(
    'says that %j cannot be reached, and stores nothing',
    async (address) => {
      expect(await platform.send(outgoing({ address }))).toMatchObject({ outcome: 'unreachable' })
      expect(state.size()).toBe(0)
    },
  )

  test('asks for another try when the store fails, and then makes one message', async () => {
    state.failing = true
    expect(await platform.send(outgoing())).toMatchObject({ outcome: 'retry', reason: 'disk full' })
    state.failing = false
    await sent(outgoing())

    expect(await keys()).toEqual(['card:1'])
  })

  test('asks for another try when another process took the place, and then comes after it', async () => {
    const other = start()
    await sent(outgoing({ key: 'a' }))
    await other.conversations.messages('person:adele')
    await sent(outgoing({ key: 'b' }))

    expect(await other.send(outgoing({ key: 'c' }))).toMatchObject({ outcome: 'retry' })
    expect(await other.send(outgoing({ key: 'c' }))).toMatchObject({ outcome: 'sent' })
    platform = start()
    expect(await keys()).toEqual(['a', 'b', 'c'])
  })

  test('goes on where a record cannot be read, without touching it', async () => {
    await sent(outgoing({ key: 'a' }))
    await state.put({
      namespace: 'web-messages',
      key: `${encodeURIComponent('person:adele')}/000000000002`,
      value: { kind: 'of another version' },
      expectedVersion: 0,
    })
    platform = start()
    await sent(outgoing({ key: 'c' }))

    expect(await keys()).toEqual(['a', 'c'])
    expect(state.size()).toBe(3)
  })

  test('keeps apart conversations whose names start alike', async () => {
    const names = ['x', 'x/y', 'x%2F', 'x|000']
    platform = createWebPlatform({
      state,
      now: () => NOON,
      person: async (id) => ({ ...PEOPLE[0], id }) as (typeof PEOPLE)[number],
      channels: [],
    })
    for (const name of names) await sent(outgoing({ key: name, address: `person:${name}` }))

    for (const name of names) expect(await keys(`person:${name}`)).toEqual([name])
  })
})

describe('addressOf', () => {
  test('knows the people of the directory', async () => {
    expect(await platform.addressOf('adele')).toBe('person:adele')
  })

  test('knows nobody else', async () => {
    expect(await platform.addressOf('ghost')).toBeNull()
  })
})

describe('understand', () => {
  const understand = (raw: Delivery['raw']) =>
    platform.understand({ platform: 'web', deliveryKey: 'adele:1', receivedAt: NOON, attempts: 0, raw })
  const action = { verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1, inputs: {} }

  test('reads a line as text of that person, answered in their own conversation', async () => {
    expect(await understand({ kind: 'text', personId: 'adele', text: '/elevate mine' })).toEqual({
      kind: 'intent',
      identity: { platform: 'web', tenant: 'local', userId: 'adele' },
      intent: { kind: 'text', text: '/elevate mine' },
      replyTo: 'person:adele',
      language: null,
    })
  })

  test('reads a pressed button as an action', async () => {
    const inputs = { duration: 'PT30M', reason: 'because' }
    expect(await understand({ kind: 'action', personId: 'alex', action: { ...action, inputs } })).toMatchObject({
      intent: { kind: 'action', verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1, inputs },
      replyTo: 'person:alex',
    })
  })

  test.each([
    {},
    { kind: 'text' },
    { kind: 'text', personId: 'adele' },
    { kind: 'text', personId: 'adele', text: '   ' },
    { kind: 'text', personId: '', text: 'hello' },
    { kind: 'text', personId: 'adele', text: 'x'.repeat(4001) },
    { kind: 'text', personId: 'adele', text: 'hello', extra: true },
    { kind: 'action', personId: 'adele' },
    { kind: 'action', personId: 'adele', action: { ...action, verb: 'activate' } },
    { kind: 'action', personId: 'adele', action: { ...action, termsVersion: 1.5 } },
    { kind: 'action', personId: 'adele', action: { ...action, inputs: { reason: 5 } } },
    { kind: 'other', personId: 'adele' },
  ])('ignores %j', async (raw) => {
    expect((await understand(raw)).kind).toBe('ignored')
  })
})
