import { expect } from 'vitest'

/** Polls until what is read is as expected. Generous: a busy machine is no failure, and a good run never waits. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 15_000, interval: 25 })
}
