import { dayOf } from '../../domain/calendar.ts'
import type { Context } from '../context.ts'
import type { Turn } from './slot.ts'

/** Keeps what is standing today, for reports. The first of a day stays, so that taking it twice changes nothing. */
export async function takeSnapshot(ctx: Context, turn: Turn): Promise<void> {
  const takenAt = ctx.time.now()
  const assignments = (await ctx.directory.activeAssignments()).filter(({ via }) => via === 'assigned')
  const day = dayOf(takenAt, ctx.organisation.timeZone)
  await ctx.store.history.saveStanding({ day, takenAt, assignments })
  await ctx.store.save({ auditEvents: [], effects: [], facts: [turn.claim] })
}
