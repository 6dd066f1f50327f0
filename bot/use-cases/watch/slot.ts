import type { Instant } from '../../domain/values.ts'
import type { FactWrite } from '../../ports/request-store.ts'
import type { Context } from '../context.ts'

/**
 * One turn of a schedule. What comes of it is saved together with `claim`: a turn that was taken is not taken twice,
 * neither after a crash nor by anybody else.
 */
export interface Turn {
  readonly slot: Instant
  /** The turn before; what happened since then is this one's to tell. Null: this is the first. */
  readonly before: Instant | null
  readonly claim: FactWrite
}

const SLOT = 'slot:'

/** The turn of that schedule at `slot`, or null where it was taken. */
export async function turnAt(ctx: Context, name: string, slot: Instant): Promise<Turn | null> {
  const fact = await ctx.store.fact(SLOT + name)
  const before = typeof fact?.value === 'number' ? fact.value : null
  if (before !== null && before >= slot) return null
  return { slot, before, claim: { key: SLOT + name, value: slot, expectedVersion: fact?.version ?? 0 } }
}

/** The last turn taken, or null. */
export async function lastTurn(ctx: Context, name: string): Promise<Instant | null> {
  const value = (await ctx.store.fact(SLOT + name))?.value
  return typeof value === 'number' ? value : null
}
