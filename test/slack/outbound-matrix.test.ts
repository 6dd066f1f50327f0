import { afterEach, describe, expect, it } from 'vitest'
import { METHODS } from '../../adapters/slack/web-api.ts'
import type { OutgoingMessage } from '../../bot/index.ts'
import { activationSample, requestSample, sampleForm } from '../cards/sample-views.ts'
import type { Fault, PeerCall } from './fault-peer.ts'
import { IMPATIENT, messageTo, startWorld, type World } from './outbound-world.ts'
import { TEAM } from './slack-peer.ts'

const RETRY_AFTER = 7
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['429', { kind: 'limited', retryAfter: RETRY_AFTER }],
  ['500', { kind: 'error500' }],
  ['timeout after success', { kind: 'timeoutAfter' }],
  ['reset', { kind: 'reset' }],
]
/** Threads have a test of their own. */
const ELSEWHERE: readonly string[] = ['conversations.replies']
const EVERYTHING: readonly string[] = [...METHODS.filter((method) => !ELSEWHERE.includes(method)), 'respond']

let world: World | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

describe.each(EVERYTHING)('when %s is answered by', (method) => {
  it.each(FAULTS)('%s, every message is there once in its newest state, and no call comes early', async (_, fault) => {
    world = await startWorld({ ...IMPATIENT, verifiedEmailDomains: ['nordet.example'], unstarted: true })
    const { slack } = world
    // Only where an answer was lost is a message looked for.
    if (method.startsWith('conversations.')) slack.peer.fail('chat.postMessage', { kind: 'timeoutAfter' })
    slack.peer.fail(method, fault)

    await wholeTour(world)

    expect(slack.peer.planned()).toBe(0)
    const direct = await slack.direct(world.user('adele'))
    expect(direct).toHaveLength(1)
    expect(direct[0]?.text).toMatch(/^Active until/)
    const feed = await slack.messages(world.channel('security-feed'))
    expect(feed).toHaveLength(1)
    expect(feed[0]?.text).toMatch(/^Deactivated/)
    expect(shownOnce(slack.peer.calls)).toBe(true)
    expect(callsTooEarly(slack.peer.calls, method, fault)).toEqual([])
    expect(slack.peer.of('views.publish').at(-1)?.reached).toBe(true)
  })
})

/** One of everything that goes out, each until it is out; what changes meanwhile comes as its newest state. */
async function wholeTour(built: World): Promise<void> {
  const { platform, slack, state, replies, user, channel } = built
  await platform.start()
  await untilDone(async () => (await platform.links.userOf('adele')) === user('adele'), built)
  const card = { address: `user:${user('adele')}`, key: 'card' }
  await sendOn(built, requestSample('pendingApproval'), { ...card })
  const posted = await sendOn(built, requestSample('active'), { ...card, viewVersion: 2 })
  await sendOn(built, requestSample('active'), { ...card, viewVersion: 3, replaces: posted })

  const feed = { address: `channel:${channel('security-feed')}`, key: 'feed' }
  const first = await sendOn(built, activationSample('active'), feed)
  await sendOn(built, activationSample('deactivated'), { ...feed, viewVersion: 2, replaces: first })

  const at = { namespace: 'slack-reply', expectedVersion: null }
  const answer = { responseUrl: slack.peer.responseUrl('adele'), channelId: null }
  await state.put({ ...at, key: 'command:1', value: answer })
  replies.keepTrigger('command:1', await slack.trigger(user('adele')))
  await sendOn(built, sampleForm, { address: `reply:${user('adele')}:command:1`, key: 'form' })
  await sendOn(built, requestSample('denied'), { address: `reply:${user('adele')}:command:1`, key: 'answer' })
  await state.put({ ...at, key: 'command:2', value: { responseUrl: null, channelId: channel('alerts') } })
  await sendOn(built, requestSample('denied'), { address: `reply:${user('adele')}:command:2`, key: 'there' })

  await platform.home.publish(user('adele'))
  await untilDone(async () => slack.peer.of('views.publish').at(-1)?.reached === true, built)
  await platform.home.idle()
  expect(await platform.links.personOf({ platform: 'slack', tenant: TEAM, userId: user('adele') })).toBe('adele')
}

async function sendOn(
  built: World,
  view: OutgoingMessage['view'],
  more: Partial<OutgoingMessage> & { readonly address: string },
): Promise<string> {
  let messageId = ''
  await untilDone(async () => {
    const sent = await built.platform.send(messageTo(more.address, view, more))
    if (sent.outcome === 'unreachable') throw new Error(`unreachable: ${sent.reason}`)
    if (sent.outcome === 'sent') messageId = sent.messageId
    return sent.outcome === 'sent'
  }, built)
  return messageId
}

/** As the outbox tries: a second later again, and again. */
async function untilDone(attempt: () => Promise<boolean>, built: World): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    if (await attempt().catch(isPassing)) return
    built.pass(1000)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('It never came out')
}

/** Only what Slack did not answer may be tried again. */
function isPassing(error: unknown): boolean {
  if (error instanceof Error && error.name === 'DirectoryUnavailable') return false
  throw error
}

/** Each thing that was posted to a conversation got there once; what only the person sees may be shown again. */
function shownOnce(calls: readonly PeerCall[]): boolean {
  const keys = calls
    .filter(({ method, reached }) => method === 'chat.postMessage' && reached)
    .map(({ args }) => JSON.stringify([args['channel'], args['metadata']]))
  return keys.length === 2 && new Set(keys).size === 2
}

/** Calls about the same that came before Slack wanted to be asked again. */
function callsTooEarly(calls: readonly PeerCall[], method: string, fault: Fault): readonly PeerCall[] {
  if (fault.kind !== 'limited') return []
  const refused = calls.findIndex((call) => call.method === method)
  const { at = 0, args = {} } = calls[refused] ?? {}
  return calls
    .slice(refused + 1)
    .filter((call) => call.method === method && subjectOf(call.args) === subjectOf(args))
    .filter((call) => call.at < at + fault.retryAfter * 1000)
}

function subjectOf(args: PeerCall['args']): unknown {
  return args['channel'] ?? args['users'] ?? args['user_id'] ?? args['trigger_id'] ?? null
}
