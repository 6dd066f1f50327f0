import { parentPort, workerData } from 'node:worker_threads'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { createAnalysis } from '../use-cases/analyse.ts'
import type { Answer, Order, Work } from './analysis-messages.ts'

/** The other thread: reads through a connection of its own, which cannot write, and counts one thing after the other. */
const port = parentPort
if (!port) throw new Error('This file runs as a worker thread')

const sqlite = openSqliteStore({ folder: String(workerData), readOnly: true, now: () => Date.now() })
const analysis = createAnalysis(sqlite.store.history)

port.on('message', (order: Order | 'close') => {
  if (order === 'close') void sqlite.close().then(() => port.close())
  else void answer(order).then((given) => port.postMessage(given))
})

async function answer({ id, work }: Order): Promise<Answer> {
  try {
    return { id, value: await done(work) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

function done(work: Work): Promise<unknown> {
  return work.kind === 'usage' ? analysis.usage(work.query, work.now) : analysis[work.kind](work.input, work.settings)
}
