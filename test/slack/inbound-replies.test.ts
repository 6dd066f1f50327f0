import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createReplies } from '../../adapters/slack/replies.ts'
import { allowedResponseUrl, rememberReply, replyTargetOf } from '../../adapters/slack/reply-state.ts'
import { createMemoryState } from '../web/memory-state.ts'
import { form, replyTo } from './inbound-world.ts'

const KEY = 'view:U0ADELE:V1:h:t'
const refusal = { card: 'refusal', refusals: [], requestId: null, verifyUrl: null } as const

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a trigger', () => {
  it('opens one modal, once', () => {
    const replies = createReplies()
    replies.keepTrigger('command:1', 'trigger')
    expect(replies.triggerFor('command:2')).toBeNull()
    expect(replies.triggerFor('command:1')).toBe('trigger')
    expect(replies.triggerFor('command:1')).toBeNull()
  })

  it('is forgotten after two and a half seconds', async () => {
    const replies = createReplies()
    replies.keepTrigger('command:1', 'trigger')
    await vi.advanceTimersByTimeAsync(2_501)
    expect(replies.triggerFor('command:1')).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a submission that waits', () => {
  it('takes a form, and nothing else is to be sent', async () => {
    const replies = createReplies()
    const { answer } = replies.waitFor(KEY)
    const message = replyTo(KEY, form())
    expect(replies.offer(KEY, message)).toBe(true)
    expect(await answer).toBe(message)
  })

  it('lets any other answer be sent, and waits no longer', async () => {
    const replies = createReplies()
    const { answer } = replies.waitFor(KEY)
    expect(replies.offer(KEY, replyTo(KEY, refusal))).toBe(false)
    expect(await answer).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives up after two seconds; a form that comes then is to be sent', async () => {
    const replies = createReplies()
    const { answer } = replies.waitFor(KEY)
    await vi.advanceTimersByTimeAsync(2_001)
    expect(await answer).toBeNull()
    expect(replies.offer(KEY, replyTo(KEY, form()))).toBe(false)
  })

  it('leaves an answer to something else alone', async () => {
    const replies = createReplies()
    const { cancel } = replies.waitFor(KEY)
    expect(replies.offer('command:1', replyTo('command:1', form()))).toBe(false)
    expect(vi.getTimerCount()).toBe(1)
    cancel()
  })

  it('waits no longer when something is sent to its user, and only to its user', async () => {
    const replies = createReplies()
    const { answer } = replies.waitFor(KEY)
    replies.letGo('U0ADEL')
    replies.letGo('U0ALEX')
    expect(vi.getTimerCount()).toBe(1)
    replies.letGo('U0ADELE')
    expect(await answer).toBeNull()
  })

  it('shares its answer with a redelivery of itself', async () => {
    const replies = createReplies()
    const first = replies.waitFor(KEY)
    const second = replies.waitFor(KEY)
    expect([first.isSecond, second.isSecond]).toEqual([false, true])
    const message = replyTo(KEY, form())
    replies.offer(KEY, message)
    expect(await Promise.all([first.answer, second.answer])).toEqual([message, message])
  })

  it('is let go when the adapter stops', async () => {
    const replies = createReplies()
    replies.keepTrigger('command:1', 'trigger')
    const { answer } = replies.waitFor(KEY)
    replies.close()
    expect(await answer).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('where an answer goes', () => {
  it('is remembered encrypted, for thirty minutes', async () => {
    const state = createMemoryState()
    const put = vi.spyOn(state, 'put')
    const target = { responseUrl: 'https://hooks.slack.com/x', channelId: 'C1' }
    await rememberReply(state, 'command:1', target, 1_000)
    expect(put).toHaveBeenCalledWith(
      expect.objectContaining({ namespace: 'slack-reply', secret: true, expiresAt: 1_000 + 30 * 60_000 }),
    )
    expect(await replyTargetOf(state, 'command:1')).toEqual(target)
    expect(await replyTargetOf(state, 'command:2')).toBeNull()
  })

  it.each([
    ['https://hooks.slack.com/commands/T/1/x', 'https://slack.com/api/'],
    ['https://hooks.slack-gov.com/commands/T/1/x', 'https://slack-gov.com/api/'],
    ['http://127.0.0.1:4003/respond', 'http://127.0.0.1:4003/api/'],
  ])('may be %s of %s', (url, apiUrl) => {
    expect(allowedResponseUrl(url, apiUrl)).toBe(url)
  })

  it.each([
    ['http://hooks.slack.com/x', 'https://slack.com/api/'],
    ['https://slack.com.evil.example/x', 'https://slack.com/api/'],
    ['https://evilslack.com/x', 'https://slack.com/api/'],
    ['https://evil.example/x', 'https://slack.com/api/'],
    ['https://hooks.slack.com@evil.example/x', 'https://slack.com/api/'],
    ['http://169.254.169.254/latest', 'https://slack.com/api/'],
    ['http://127.0.0.1:4004/respond', 'http://127.0.0.1:4003/api/'],
    ['https://5.0.0.1/x', 'http://127.0.0.1:4003/api/'],
    ['file:///etc/passwd', 'https://slack.com/api/'],
    ['not an address', 'https://slack.com/api/'],
    [undefined, 'https://slack.com/api/'],
  ])('may not be %s of %s', (url, apiUrl) => {
    expect(allowedResponseUrl(url, apiUrl)).toBeNull()
  })
})
