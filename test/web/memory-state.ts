import type { AdapterState } from '../../bot/index.ts'
import { createMemoryState as createContractedState } from '../step-up/memory-state.ts'

/** `adapter-state` in memory, as held to its contract; `failing` makes every write throw. */
export function createMemoryState(): AdapterState & { failing: boolean; readonly size: () => number } {
  const inner = createContractedState()
  const state = { ...inner, failing: false, size: () => Object.keys(inner.snapshot()).length }
  inner.before = (call) => {
    if (call === 'put' && state.failing) throw new Error('disk full')
  }
  return state
}
