import { type AuditEventDraft, auditEvent, ELEVATE } from '../../domain/audit-event.ts'
import type { DirectorySource } from '../../domain/directory-record.ts'
import { HOUR } from '../../domain/duration.ts'
import type { Instant } from '../../domain/values.ts'
import { DirectoryUnavailable } from '../../ports/directory.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import type { Turn } from './slot.ts'
import { takeRecorded } from './take-recorded.ts'

const IMPORT = 'import:'
/** Rows of a directory's log come late, and not in order. What is read twice is taken once. */
const OVERLAP = 6 * HOUR

interface State {
  /** Everything up to then was read. */
  readonly until: Instant
  /** It could not be read since it was last tried successfully. */
  readonly isFailing: boolean
}

/**
 * Takes over what the directory recorded of changes that did not go through Elevate. A source that cannot be read is
 * read from where it was left, and the others all the same; what can no longer be had is recorded as a gap.
 */
export async function importRecords(ctx: Context, turn: Turn): Promise<void> {
  for (const source of ctx.directory.sources ?? []) await importSource(ctx, source)
  await ctx.store.save({ auditEvents: [], effects: [], facts: [turn.claim] })
}

/** Nobody reads the record, by the organisation's own wish: the report says from when on, as of a refusal. */
export async function noteNotImporting(ctx: Context): Promise<void> {
  const nothing: Pick<DirectorySource, 'since'> = { since: async () => Promise.reject(new DirectoryUnavailable('off')) }
  for (const source of ctx.directory.sources ?? []) await importSource(ctx, { ...source, ...nothing })
}

async function importSource(ctx: Context, source: DirectorySource): Promise<void> {
  const now = ctx.time.now()
  const fact = await ctx.store.fact(IMPORT + source.name)
  const beganAt = (await ctx.store.history.beganAt()) ?? now
  const state = stateOf(fact?.value) ?? { until: beganAt, isFailing: false }
  const earliest = now - source.keptMs
  const save = (next: State, audit: readonly AuditEventDraft[]) => {
    const facts = [{ key: IMPORT + source.name, value: { ...next }, expectedVersion: fact?.version ?? 0 }]
    return commit(ctx, null, { facts, audit, effects: [], reply: null })
  }
  const found = await source.since(Math.max(beganAt, earliest, state.until - OVERLAP)).catch(unlessUnavailable)
  if (found === null) {
    if (state.isFailing) return
    ctx.log.warn({ source: source.name }, "the directory's record cannot be read")
    const failed = noted('importFailed', now, source, { since: state.until })
    await save({ ...state, isFailing: true }, [failed])
    return
  }
  const ordered = found.filter(({ origin }) => origin === 'outside').sort((a, b) => a.at - b.at)
  for (const event of ordered) await takeRecorded(ctx, event)
  const lost = state.until < earliest ? [noted('importGap', now, source, { from: state.until, to: earliest })] : []
  const resumed = state.isFailing ? [noted('importResumed', now, source, { since: state.until })] : []
  await save({ until: now, isFailing: false }, [...lost, ...resumed])
}

function unlessUnavailable(error: unknown): null {
  if (error instanceof DirectoryUnavailable) return null
  throw error
}

type Noted = 'importFailed' | 'importResumed' | 'importGap'

function noted(type: Noted, now: Instant, { name }: DirectorySource, data: { readonly [name: string]: Instant }) {
  return auditEvent(now, type, ELEVATE, null, { source: name, ...data })
}

function stateOf(value: unknown): State | null {
  if (typeof value !== 'object' || value === null || !('until' in value) || typeof value.until !== 'number') return null
  return { until: value.until, isFailing: 'isFailing' in value && value.isFailing === true }
}
