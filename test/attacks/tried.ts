import { changesSince, refusalsSince, type Target } from './target.ts'

/** Does what the attacker does and waits; which refusals the log got, and what changed in requests and directory. */
export async function tried(target: Target, act: () => Promise<unknown>) {
  const before = target.snapshot()
  await act()
  await target.settle()
  const after = target.snapshot()
  return { refusals: refusalsSince(before, after), changes: changesSince(before, after) }
}
