import { Worker } from 'node:worker_threads'
import type { Finding } from '../domain/alerts/finding.ts'
import type { Habits } from '../domain/alerts/watch-input.ts'
import type { Usage } from '../domain/usage/summarise-usage.ts'
import type { Analysis } from '../ports/analysis.ts'
import { StoreUnavailable } from '../ports/request-store.ts'
import type { Answer, Order, Work } from './analysis-messages.ts'
import { threadEnvironment } from './compile-cache.ts'

/** Room for what is new: what is read is counted and forgotten at once, and more room would only be filled. */
const YOUNG_MB = 8

export interface AnalysisThreads extends Analysis {
  close(): Promise<void>
}

/**
 * Counts in threads of their own, each with its own connection to the data folder. That of usage is started by the first
 * question and stays, since what it keeps makes the next ones fast. That of the alerts ends when nothing is left for it to do:
 * of 143,000 requests in three months it takes 250 MB for seconds, which the machine has back ten seconds later.
 */
export function createAnalysisThreads(folder: string): AnalysisThreads {
  const usage = createThread(folder, { stays: true })
  const watch = createThread(folder, { stays: false })
  return {
    usage: async (query, now) => (await usage.ask({ kind: 'usage', query, now })) as Usage,
    findings: async (input, settings) => (await watch.ask({ kind: 'findings', input, settings })) as readonly Finding[],
    habits: async (input, settings) => (await watch.ask({ kind: 'habits', input, settings })) as Habits,
    close: async () => {
      await Promise.all([usage.close(), watch.close()])
    },
  }
}

interface Thread {
  /** Throws `StoreUnavailable`, also where the thread itself came to grief. */
  ask(work: Work): Promise<unknown>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

function createThread(folder: string, { stays }: { readonly stays: boolean }): Thread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let ended: Promise<unknown> = Promise.resolve()
  let isClosed = false
  let last = 0

  function start(): Worker {
    const started = new Worker(new URL('./analysis-worker.ts', import.meta.url), {
      workerData: folder,
      env: threadEnvironment(),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    started.unref()
    started.on('message', settle)
    started.on('error', (error) => giveUp(started, error))
    const exited = new Promise<void>((resolve) => {
      started.once('exit', () => {
        giveUp(started, new Error('the thread ended'))
        resolve()
      })
    })
    ended = Promise.all([ended, exited])
    return started
  }

  function settle(answer: Answer): void {
    const one = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) one?.reject(new StoreUnavailable(answer.error))
    else one?.resolve(answer.value)
    if (waiting.size > 0) return
    worker?.unref()
    if (!stays) leave()
  }

  /** What comes next starts another. */
  function leave(): void {
    worker?.postMessage('close')
    worker = null
  }

  function giveUp(which: Worker, error: Error): void {
    if (worker !== which) return
    worker = null
    refuseAll(error)
  }

  function refuseAll(error: Error): void {
    for (const { reject } of waiting.values()) reject(new StoreUnavailable(`Counting failed: ${error.message}`))
    waiting.clear()
  }

  return {
    ask: (work) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new StoreUnavailable('The store is closed'))
        last += 1
        waiting.set(last, { resolve, reject })
        worker ??= start()
        // The process waits for an answer under way, and for nothing else of this thread.
        worker.ref()
        worker.postMessage({ id: last, work } satisfies Order)
      }),
    close: async () => {
      isClosed = true
      refuseAll(new Error('the store is closed'))
      // Whoever closes goes on when it has ended: the process must live so long.
      worker?.ref()
      leave()
      await ended
    },
  }
}
