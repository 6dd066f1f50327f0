import { createSpread, type Spread } from './figures.ts'

export interface Load {
  readonly count: number
  readonly perSecond: number
  /** Calls at the beginning that are made but not counted. */
  readonly uncounted?: number
}

/**
 * Calls at a fixed rate, whether or not earlier ones have been answered. Latency counts from the moment a call was meant
 * to start: a server (or this generator) that stands still makes every call meant for that time late, and it shows.
 */
export async function openLoop(load: Load, call: (index: number) => Promise<void>): Promise<Spread> {
  const { count, perSecond, uncounted = 0 } = load
  const spread = createSpread()
  const failures: unknown[] = []
  const calls: Promise<void>[] = []
  const start = performance.now() + 10

  async function one(index: number): Promise<void> {
    const meant = start + (index * 1000) / perSecond
    try {
      await call(index)
      if (index >= uncounted) spread.add(performance.now() - meant)
    } catch (error) {
      failures.push(error)
    }
  }

  while (calls.length < count) {
    const dueNow = Math.min(count, Math.floor(((performance.now() - start) * perSecond) / 1000) + 1)
    while (calls.length < dueNow) calls.push(one(calls.length))
    if (calls.length < count) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(calls)
  const [first] = failures
  if (first !== undefined)
    throw new Error(`${failures.length} of ${count} calls failed, the first one: ${String(first)}`)
  return spread
}
