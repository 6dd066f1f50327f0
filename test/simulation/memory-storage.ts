import { createMemoryState } from '../step-up/memory-state.ts'
import { createMemoryStore } from './memory-store.ts'
import type { Storage } from './simulation.ts'

/** Both ports in memory: fast, and as durable as the simulation itself. */
export function createMemoryStorage(now: () => number): Storage {
  return { store: createMemoryStore(now), state: createMemoryState(now), close: async () => {} }
}
