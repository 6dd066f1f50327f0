import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../bot/index.ts'
import { requestSample } from '../cards/sample-views.ts'
import { shownText } from './cards/shown.ts'
import { messageTo, sendUntilSettled, startWorld, type World } from './outbound-world.ts'
import { type Conversation, cardOf } from './rig/conversations.ts'
import { type Fault, isAfter, type Operation } from './rig/faults.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ timeout: 600 })
})
afterEach(() => world.close())

const status = (code: number, retryAfter?: string): Fault => ({
  ...{ kind: 'status', status: code },
  ...(retryAfter !== undefined && { retryAfter }),
})
const FAULTS = {
  '403': status(403),
  '404': status(404),
  '412': status(412),
  '413': status(413),
  '429 for 7 seconds': status(429, '7'),
  '429 until a date': status(429, new Date(Date.UTC(2026, 4, 4, 20, 0, 9)).toUTCString()),
  '429 without a time': status(429),
  '429 with a time that is none': status(429, 'soon'),
  '500': status(500),
  '502': status(502),
  '503': status(503),
  '503 for 7 seconds': status(503, '7'),
  '504': status(504),
  '500 after success': { kind: 'error500After' },
  'a timeout': { kind: 'timeout' },
  'a timeout after success': { kind: 'timeoutAfter' },
  'a reset': { kind: 'reset' },
  'a reset after success': { kind: 'resetAfter' },
} as const satisfies { readonly [name: string]: Fault }
type FaultName = keyof typeof FAULTS
const NAMES = Object.keys(FAULTS) as FaultName[]

const [pending, active] = [requestSample('pendingApproval'), requestSample('active')]
const user = () => `user:${world.rig.person('adele').oid}`
const channel = () => `channel:${world.channel.id}`
const last = (outcomes: readonly SendOutcome[]) => outcomes.at(-1)?.outcome

/** What stands in a conversation, oldest first. */
function said({ messages }: Conversation): readonly string[] {
  const shown = messages.filter(({ deleted }) => !deleted)
  return shown.map(({ activity }) => (cardOf(activity) ? shownText(cardOf(activity)) : String(activity.text)))
}

/** From a fault that asks for time until that time is over, nobody called that operation. */
function expectNoCallInside(operation: Operation, fault: Fault): void {
  const wait = fault.kind === 'status' && fault.retryAfter === '7' ? 7000 : 0
  const [first, second] = world.rig.connector.of(operation)
  if (wait > 0 && first && second) expect(second.at - first.at).toBeGreaterThanOrEqual(wait)
}

/** Where the first state may be there and nobody knows: Teams can be asked neither, so it is not sent again. */
const LOST: readonly FaultName[] = [
  '500',
  '500 after success',
  'a timeout',
  'a timeout after success',
  'a reset',
  'a reset after success',
]

describe.each(['personal', 'channel'] as const)('posting a card to a %s conversation', (kind) => {
  const address = () => (kind === 'personal' ? user() : channel())
  const place = () => (kind === 'personal' ? world.chat('adele') : world.channel)
  const unreachable: readonly FaultName[] = kind === 'personal' ? ['403', ...LOST] : ['403', '404', ...LOST]

  it.each(NAMES)('after %s it is there once or told to be unreachable, and its next state is there', async (name) => {
    const fault: Fault = FAULTS[name]
    world.rig.connector.fail('post', fault)
    const first = await sendUntilSettled(world, messageTo(address(), pending))
    expect(last(first)).toBe(unreachable.includes(name) ? 'unreachable' : 'sent')
    expect(said(place())).toHaveLength(unreachable.includes(name) && !isAfter(fault) ? 0 : 1)
    expectNoCallInside('post', fault)

    const next = await sendUntilSettled(world, messageTo(address(), active, { viewVersion: 2, replaces: idIn(first) }))
    expect(last(next)).toBe('sent')
    const texts = said(place())
    expect(texts.at(-1)).toMatch(/Active until/)
    // A lost answer leaves the first state there; looked at, it asks for the newest.
    expect(texts).toHaveLength(isAfter(fault) ? 2 : 1)
  })
})

it.each(['500', 'a reset after success'] as const)(
  'after %s a card is not posted again, however often it is sent',
  async (name) => {
    world.rig.connector.fail('post', FAULTS[name])
    for (let times = 0; times < 5; times += 1) await sendUntilSettled(world, messageTo(user(), pending))
    expect(world.rig.connector.of('post')).toHaveLength(1)
  },
)

describe('bringing a card up to date', () => {
  const gone: readonly FaultName[] = ['404']
  const unreachable: readonly FaultName[] = ['403']

  it.each(NAMES)('after %s it shows the newest state', async (name) => {
    const fault: Fault = FAULTS[name]
    const first = await sendUntilSettled(world, messageTo(user(), pending))
    world.rig.connector.fail('update', fault)
    const next = await sendUntilSettled(world, messageTo(user(), active, { viewVersion: 2, replaces: idIn(first) }))
    expect(last(next)).toBe(unreachable.includes(name) ? 'unreachable' : 'sent')
    expectNoCallInside('update', fault)
    if (unreachable.includes(name)) {
      await sendUntilSettled(world, messageTo(user(), active, { viewVersion: 3, replaces: idIn(first) }))
    }
    const texts = said(world.chat('adele'))
    expect(texts.at(-1)).toMatch(/Active until/)
    // What Teams says is gone is posted anew; nothing else is there twice.
    expect(texts).toHaveLength(gone.includes(name) ? 2 : 1)
  })
})

describe('opening somebody’s chat', () => {
  const unreachable: readonly FaultName[] = ['403', '404', '413']

  it.each(NAMES)('after %s the card is there once, or its person told to be unreachable', async (name) => {
    const fault: Fault = FAULTS[name]
    world.rig.connector.fail('createConversation', fault)
    const outcomes = await sendUntilSettled(world, messageTo(user(), pending))
    expect(last(outcomes)).toBe(unreachable.includes(name) ? 'unreachable' : 'sent')
    expect(said(world.chat('adele'))).toHaveLength(unreachable.includes(name) ? 0 : 1)
    expectNoCallInside('createConversation', fault)
    const next = await sendUntilSettled(world, messageTo(user(), active, { viewVersion: 2, replaces: idIn(outcomes) }))
    expect(last(next)).toBe('sent')
    expect(said(world.chat('adele'))).toHaveLength(1)
  })
})

describe('the token of the app', () => {
  it.each(NAMES)('after %s the card is there once', async (name) => {
    world.rig.connector.fail('token', FAULTS[name])
    const outcomes = await sendUntilSettled(world, messageTo(user(), pending))
    expect(last(outcomes)).toBe('sent')
    expect(said(world.chat('adele'))).toHaveLength(1)
  })

  it('that stopped working is asked for anew, and the card is there once', async () => {
    await sendUntilSettled(world, messageTo(channel(), active, { key: 'card:1' }))
    world.rig.connector.tokens.revokeAll()
    const outcomes = await sendUntilSettled(world, messageTo(user(), pending))
    expect(last(outcomes)).toBe('sent')
    expect(world.rig.connector.tokens.issued()).toBe(2)
    expect(said(world.chat('adele'))).toHaveLength(1)
  })
})

describe('an answer among others', () => {
  const reply = () => {
    const { mri, oid } = world.rig.person('adele')
    const [where, account] = [encodeURIComponent(world.channel.id), encodeURIComponent(mri)]
    return `reply:${oid}:message:${'A'.repeat(43)}:shared:${where}:${account}`
  }

  it.each(NAMES)('after %s is seen by who asked, or by nobody', async (name) => {
    const fault: Fault = FAULTS[name]
    world.rig.connector.fail('post', fault)
    const outcomes = await sendUntilSettled(world, messageTo(reply(), pending, { key: 'reply:1' }))
    const seen = world.channel.messages.filter(({ targetOf }) => targetOf === world.rig.person('adele').mri)
    const own = said(world.chat('adele'))
    const open = world.channel.messages.filter(({ targetOf }) => targetOf === null)
    expect(open).toEqual([])
    expect(seen.length + own.length).toBe(LOST.includes(name) && !isAfter(fault) ? 0 : 1)
    expect(last(outcomes)).toBe(LOST.includes(name) ? 'unreachable' : 'sent')
    expectNoCallInside('post', fault)
  })
})

function idIn(outcomes: readonly SendOutcome[]): string | null {
  const sent = outcomes.at(-1)
  return sent?.outcome === 'sent' ? sent.messageId : null
}
