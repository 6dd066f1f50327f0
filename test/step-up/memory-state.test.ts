import { describe } from 'vitest'
import { adapterStateContract } from '../store/adapter-state.contract.ts'
import { createMemoryState } from './memory-state.ts'

describe('adapter state in memory', () => {
  adapterStateContract(async (now) => ({ state: createMemoryState(now), close: async () => {} }))
})
