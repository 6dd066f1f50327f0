import { setImmediate as turn } from 'node:timers/promises'
import type { BatchAnswer, GraphClient } from './client.ts'

/** A batch of Graph takes so many. https://learn.microsoft.com/graph/json-batching */
const MOST = 20

interface Waiting {
  readonly path: string
  readonly resolve: (found: unknown | null) => void
  readonly reject: (error: unknown) => void
}

export type Read = (path: string) => Promise<unknown | null>

/**
 * Reads that are asked for at the same moment go in one call: a decision asks for a dozen people at once. What is asked
 * for twice is asked once. An item that Graph could not answer within the batch is asked for by itself.
 */
export function createBatchedReads(graph: GraphClient): Read {
  let waiting: Waiting[] = []

  async function flush(): Promise<void> {
    await turn()
    const all = waiting
    waiting = []
    const paths = [...new Set(all.map(({ path }) => path))]
    for (let at = 0; at < paths.length; at += MOST) void answer(paths.slice(at, at + MOST), all)
  }

  async function answer(paths: readonly string[], all: readonly Waiting[]): Promise<void> {
    const answers = paths.length === 1 ? [{ error: new Error(), mayTryAgain: true }] : await ask(paths)
    for (const [index, path] of paths.entries()) {
      const given = answers[index]
      const found = given && 'found' in given ? Promise.resolve(given.found) : alone(path, given)
      for (const each of all) if (each.path === path) found.then(each.resolve, each.reject)
    }
  }

  async function ask(paths: readonly string[]): Promise<readonly BatchAnswer[]> {
    try {
      return await graph.batch(paths)
    } catch (error) {
      return paths.map(() => ({ error: error instanceof Error ? error : new Error(String(error)), mayTryAgain: false }))
    }
  }

  function alone(path: string, given: BatchAnswer | undefined): Promise<unknown | null> {
    const isLost = given !== undefined && 'error' in given && !given.mayTryAgain
    return isLost ? Promise.reject(given.error) : graph.get(path)
  }

  return (path) =>
    new Promise((resolve, reject) => {
      waiting.push({ path, resolve, reject })
      if (waiting.length === 1) void flush()
    })
}
