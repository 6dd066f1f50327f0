import { describe } from 'vitest'
import { requestStoreContract } from '../store/request-store.contract.ts'
import { createMemoryStore } from './memory-store.ts'

describe('the request store in memory', () => {
  requestStoreContract(async (now) => ({ store: createMemoryStore(now), close: async () => {} }))
})
