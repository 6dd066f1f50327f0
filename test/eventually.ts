import { expect } from 'vitest'

/** Polls until what is read is as expected, as patiently as `vitest.config.ts` says. */
export function eventually<T>(read: () => T) {
  return expect.poll(read)
}
