import { Worker } from 'node:worker_threads'
import type { Chart, ChartLook, Charts } from '../../bot/index.ts'
import type { Answer, Order } from './messages.ts'

/** A picture that is not drawn by then is given up, and the thread with it. */
const LONGEST_MS = 20_000

/** Eighty pictures were drawn within 40 MB and not within 32: a runaway picture takes no memory from the rest. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 } as const

interface Waiting {
  readonly resolve: (drawn: Uint8Array | string) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/**
 * Charts drawn by Vega-Lite and resvg in a thread of their own, which is started by the first picture. `env` is the thread's
 * environment, where that is not to be the process's.
 */
export function createCharts({ env = process.env }: { readonly env?: NodeJS.ProcessEnv } = {}): Charts {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let next = 0

  function ask(form: Order['form'], chart: Chart, look: ChartLook): Promise<Uint8Array | string> {
    next += 1
    const id = next
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => giveUp(new Error('The picture took too long')), LONGEST_MS)
      timer.unref()
      waiting.set(id, { resolve, reject, timer })
      worker ??= start()
      // The process waits for a picture under way, and for nothing else of this thread.
      worker.ref()
      worker.postMessage({ id, form, chart, look } satisfies Order)
    })
  }

  function start(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: LIMITS, env })
    started.unref()
    started.on('message', settle)
    started.on('error', giveUp)
    return started
  }

  function settle(answer: Answer): void {
    const one = waiting.get(answer.id)
    if (!one) return
    waiting.delete(answer.id)
    clearTimeout(one.timer)
    if (waiting.size === 0) worker?.unref()
    if ('drawn' in answer) one.resolve(answer.drawn)
    else one.reject(new Error(answer.error))
  }

  function giveUp(error: Error): void {
    void worker?.terminate()
    worker = null
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(error)
    }
    waiting.clear()
  }

  return {
    png: async (chart, look) => {
      const drawn = await ask('png', chart, look)
      if (typeof drawn === 'string') throw new Error('A text is no PNG')
      return drawn
    },
    svg: async (chart, look) => String(await ask('svg', chart, look)),
    close: async () => {
      giveUp(new Error('Charts are closed'))
    },
  }
}
