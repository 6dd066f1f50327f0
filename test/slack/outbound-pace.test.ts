import { describe, expect, it } from 'vitest'
import { createPace } from '../../adapters/slack/pace.ts'
import { createRetryAfter } from '../../adapters/slack/retry-after.ts'

/** A pace whose time only passes when somebody waits for it, or is told to. */
function paceInHand() {
  let now = 0
  const went: number[] = []
  const pace = createPace({
    monotonic: () => now,
    sleep: async (ms) => {
      went.push(now + ms)
    },
  })
  return { pace, went, at: (ms: number) => (now = ms) }
}

describe('the pace of a channel', () => {
  it('lets the first message go at once', async () => {
    const { pace, went } = paceInHand()
    expect(await pace.turn('C1', 'a', false)).toEqual({ outcome: 'now' })
    expect(went).toEqual([])
  })

  it('lets the second wait here for its second, and sends the others away to come again, one a second', async () => {
    const { pace, went } = paceInHand()
    await pace.turn('C1', 'a', false)
    expect(await pace.turn('C1', 'b', false)).toEqual({ outcome: 'now' })
    expect(went).toEqual([1000])
    expect(await pace.turn('C1', 'c', false)).toEqual({ outcome: 'later', afterMs: 2000 })
    expect(await pace.turn('C1', 'd', false)).toEqual({ outcome: 'later', afterMs: 3000 })
    expect(await pace.turn('C1', 'e', false)).toEqual({ outcome: 'later', afterMs: 4000 })
  })

  it('keeps the place of who was sent away, also when they come too early or ask twice', async () => {
    const { pace, at } = paceInHand()
    for (const key of ['a', 'b', 'c', 'd', 'e']) await pace.turn('C1', key, false)
    expect(await pace.turn('C1', 'e', false)).toEqual({ outcome: 'later', afterMs: 4000 })
    at(4000)
    expect(await pace.turn('C1', 'e', false)).toEqual({ outcome: 'now' })
  })

  it('never lets more than one message a second go, in whatever order they come back', async () => {
    let now = 0
    const gone: number[] = []
    const pace = createPace({ monotonic: () => now, sleep: async (ms) => void gone.push(now + ms) })
    const waiting = new Map(Array.from({ length: 30 }, (_, index) => [`m${index}`, 0]))
    while (waiting.size > 0 && now < 200_000) {
      for (const [key, from] of [...waiting].reverse()) {
        if (from > now) continue
        const before = gone.length
        const turn = await pace.turn('C1', key, key === 'm7')
        if (turn.outcome === 'later') {
          waiting.set(key, now + turn.afterMs)
          continue
        }
        waiting.delete(key)
        if (gone.length === before) gone.push(now)
      }
      now += 100
    }
    const sorted = gone.toSorted((a, b) => a - b)
    const gaps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? 0))
    expect(sorted).toHaveLength(30)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000)
    expect(sorted.at(-1)).toBeLessThan(45_000)
  })

  it('lets what is urgent pass all that was sent away', async () => {
    const { pace, at } = paceInHand()
    for (let index = 0; index < 40; index += 1) await pace.turn('C1', `feed ${index}`, false)
    at(1500)
    expect(await pace.turn('C1', 'approval', true)).toEqual({ outcome: 'now' })
  })

  it('holds up no other channel', async () => {
    const { pace, went } = paceInHand()
    for (let index = 0; index < 10; index += 1) await pace.turn('C1', `feed ${index}`, false)
    const before = went.length
    expect(await pace.turn('C2', 'x', false)).toEqual({ outcome: 'now' })
    expect(went).toHaveLength(before)
  })
})

describe('a pause that Slack asked for', () => {
  it('is for what it was asked about, ends by itself, and is never shortened by a second one', () => {
    let now = 0
    const retryAfter = createRetryAfter(() => now)
    retryAfter.hold('chat.postMessage C1', 10_000)
    retryAfter.hold('chat.postMessage C1', 1_000)
    expect(retryAfter.remaining('chat.postMessage C1')).toBe(10_000)
    expect(retryAfter.remaining('chat.postMessage C2')).toBe(0)
    expect(retryAfter.remaining('chat.update C1')).toBe(0)
    now = 9_999
    expect(retryAfter.remaining('chat.postMessage C1')).toBe(1)
    now = 10_000
    expect(retryAfter.remaining('chat.postMessage C1')).toBe(0)
  })

  it('is believed for an hour at most', () => {
    const retryAfter = createRetryAfter(() => 0)
    retryAfter.hold('x', 1e12)
    expect(retryAfter.remaining('x')).toBe(3_600_000)
  })
})
