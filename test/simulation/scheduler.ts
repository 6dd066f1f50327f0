import { createHash } from 'node:crypto'
import type { Random } from './random.ts'

interface Scheduled {
  readonly at: number
  readonly tie: number
  readonly label: string
  readonly run: () => void | Promise<void>
  isOff: boolean
}

/**
 * Simulated time and everything that happens in it, one after the other. What happens at the same millisecond happens
 * in an order drawn from the seed. After each millisecond all promises that can go on have gone on, so that nothing
 * depends on the machine.
 */
export interface Scheduler {
  /** Milliseconds since the beginning. */
  now(): number
  /** Returns how to call it off. */
  after(ms: number, label: string, run: () => void | Promise<void>): () => void
  /** Lets time pass up to that instant, or until `isOver`. */
  runUntil(at: number, isOver?: () => boolean): Promise<void>
  /** Adds to the trace, whose hash two runs of one seed share. */
  note(line: string): void
  traceHash(): string
  /** Newest lines of the trace. */
  trace(): readonly string[]
  readonly events: () => number
}

export function createScheduler(random: Random, keepLines = 0): Scheduler {
  const heap: Scheduled[] = []
  const hash = createHash('sha256')
  const lines: string[] = []
  let time = 0
  let underWay = 0
  let events = 0
  let failure: unknown = null

  function note(line: string): void {
    hash.update(`${time} ${line}\n`)
    if (keepLines === 0) return
    lines.push(`${time} ${line}`)
    if (lines.length > 2 * keepLines) lines.splice(0, keepLines)
  }

  function perform(item: Scheduled): void {
    events += 1
    note(item.label)
    const result = item.run()
    if (!(result instanceof Promise)) return
    underWay += 1
    result
      .catch((error: unknown) => {
        failure ??= error
      })
      .finally(() => {
        underWay -= 1
      })
  }

  async function turn(): Promise<void> {
    const at = heap[0]?.at ?? time
    time = at
    for (let next = heap[0]; next?.at === at; next = heap[0]) {
      pop(heap)
      if (!next.isOff) perform(next)
      forgetCalledOff()
    }
    do await new Promise<void>((resolve) => setImmediate(resolve))
    while (underWay > 0)
    if (failure) throw failure
  }

  function forgetCalledOff(): void {
    while (heap[0]?.isOff) pop(heap)
  }

  return {
    now: () => time,
    after: (ms, label, run) => {
      const at = time + Math.max(0, Math.ceil(ms))
      const item: Scheduled = { at, tie: random.int(0, 0x7fffffff), label, run, isOff: false }
      push(heap, item)
      return () => {
        item.isOff = true
      }
    },
    runUntil: async (at, isOver = () => false) => {
      forgetCalledOff()
      for (let next = heap[0]; next && next.at <= at && !isOver(); next = heap[0]) await turn()
      if (!isOver()) time = Math.max(time, at)
    },
    note,
    traceHash: () => hash.copy().digest('hex'),
    trace: () => lines.slice(-keepLines),
    events: () => events,
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.at === b.at ? a.tie < b.tie : a.at < b.at
}

function push(heap: Scheduled[], item: Scheduled): void {
  let index = heap.length
  heap.push(item)
  while (index > 0) {
    const parent = (index - 1) >> 1
    const above = heap[parent]
    if (!above || !isBefore(item, above)) break
    heap[index] = above
    index = parent
  }
  heap[index] = item
}

function pop(heap: Scheduled[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let index = 0
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]]
    if (!left) break
    const isRight = right !== undefined && isBefore(right, left)
    const child = isRight ? right : left
    if (!isBefore(child, last)) break
    heap[index] = child
    index = 2 * index + (isRight ? 2 : 1)
  }
  heap[index] = last
}
