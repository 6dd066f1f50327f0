import { vi } from 'vitest'

/** No timer fires until the test advances time: what is answered nevertheless has waited for none. End it with `vi.useRealTimers`. */
export function stopTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
}
