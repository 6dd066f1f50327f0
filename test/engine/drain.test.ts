import { expect, it } from 'vitest'
import { createDrain } from '../../bot/workers/drain.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const clock = { wall: () => 0, monotonic: () => 0, wake: () => () => {} }

it('what was put off while somebody poked is followed by a look at what is due next', async () => {
  let due = ['card']
  let drained = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const drain = createDrain<string>({
    ...{ name: 'outbox', concurrency: 8, clock, log, keyOf: (item) => item, putOff: async () => {} },
    take: async () => due,
    run: async () => {
      await promise
      due = []
    },
    onDrained: () => {
      drained += 1
    },
  })
  drain.poke()
  await new Promise(setImmediate)
  drain.poke()
  await new Promise(setImmediate)
  expect(drained).toBe(0)

  resolve()
  await drain.idle()

  expect(drained).toBeGreaterThan(0)
})
