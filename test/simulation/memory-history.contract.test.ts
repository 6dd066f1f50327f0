import { describe } from 'vitest'
import { historyContract } from '../store/history.contract.ts'
import { createMemoryStore } from './memory-store.ts'

describe('the history of the store in memory', () =>
  historyContract(async (now) => ({ store: createMemoryStore(now), close: async () => {} })))
