import { SCHEDULES, type ScheduleName, type WatchSettings } from '../../domain/alerts/watch-settings.ts'
import { MINUTE } from '../../domain/duration.ts'
import type { Instant } from '../../domain/values.ts'
import type { Context } from '../../use-cases/context.ts'
import { importRecords, noteNotImporting } from '../../use-cases/watch/import-record.ts'
import { sendReview } from '../../use-cases/watch/review-access.ts'
import { scanUsage } from '../../use-cases/watch/scan-usage.ts'
import { sendDigest } from '../../use-cases/watch/send-digest.ts'
import { sendDowntimeLine } from '../../use-cases/watch/send-downtime-line.ts'
import { sendQuietLine } from '../../use-cases/watch/send-quiet-line.ts'
import { lastTurn, type Turn, turnAt } from '../../use-cases/watch/slot.ts'
import { takeSnapshot } from '../../use-cases/watch/take-snapshot.ts'
import { tellAssignmentsEnding } from '../../use-cases/watch/tell-assignments-ending.ts'
import { createSlots, type Slots } from './slots.ts'

/** Shorter interruptions are restarts: nobody needs to be told. */
const WORTH_TELLING = 5 * MINUTE
/** Ends that fell into a downtime are verified first, then told of. */
const TOLD_AFTER = MINUTE

export interface Schedules {
  /** Takes every turn that has come and was not taken. */
  tick(): Promise<void>
  close(): void
}

type Work = (ctx: Context, turn: Turn) => Promise<void>

/**
 * Work by the clock on the wall. Of turns that were missed only the latest is made up for: each looks at everything
 * since the turn before it. `downSince`: until when the server is known to have run before this start.
 */
export function createSchedules(context: Context, settings: WatchSettings, downSince: Instant | null): Schedules {
  const ctx = { ...context, watch: settings }
  const startedAt = ctx.time.now()
  const work: { readonly [name in ScheduleName]: Work } = {
    import: importRecords,
    alerts: scanUsage,
    digest: sendDigest,
    quiet: sendQuietLine,
    assignments: tellAssignmentsEnding,
    snapshot: takeSnapshot,
    review: sendReview,
  }
  const slots = new Map<ScheduleName, Slots>()
  for (const name of SCHEDULES) {
    const expression = settings.schedules[name]
    if (expression !== null) slots.set(name, createSlots(expression, ctx.organisation.timeZone))
  }
  const lookedUntil = new Map<ScheduleName, Instant>()
  let downtime = downSince !== null && startedAt - downSince >= WORTH_TELLING ? downSince : null

  async function take(name: ScheduleName, calendar: Slots, now: Instant): Promise<void> {
    const after = lookedUntil.get(name) ?? (await lastTurn(ctx, name)) ?? startedAt - MINUTE
    const slot = calendar.latest(after, now)
    if (slot !== null) {
      const turn = await turnAt(ctx, name, slot)
      if (turn) await work[name](ctx, turn)
    }
    lookedUntil.set(name, now)
  }

  async function tellDowntime(now: Instant): Promise<void> {
    if (downtime === null || now - startedAt < TOLD_AFTER) return
    const from = downtime
    downtime = null
    await sendDowntimeLine(ctx, from, startedAt)
  }

  return {
    tick: async () => {
      const now = ctx.time.now()
      await apart(ctx, 'downtime', () => tellDowntime(now))
      if (settings.schedules.import === null) await apart(ctx, 'import', () => noteNotImporting(ctx))
      for (const [name, calendar] of slots) await apart(ctx, name, () => take(name, calendar, now))
    },
    close: () => {
      for (const calendar of slots.values()) calendar.close()
    },
  }
}

/** What cannot be done now is done at the next tick; it keeps nothing else from being done. */
async function apart(ctx: Context, name: string, run: () => Promise<void>): Promise<void> {
  await run().catch((error: unknown) => ctx.log.warn({ schedule: name, error }, 'schedule not run, to be tried again'))
}
