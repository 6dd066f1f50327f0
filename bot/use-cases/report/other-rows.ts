import type { AuditEvent } from '../../domain/audit-event.ts'
import { DAY, MINUTE } from '../../domain/duration.ts'
import { dayOf, lastDayOfMonth, monthsOf } from '../../domain/report/calendar.ts'
import type { GapRow, StandingRow } from '../../domain/report/report-row.ts'
import type { Period } from '../../domain/usage/timeline.ts'
import { importGaps } from './outside-rows.ts'
import type { ReportContext } from './report-context.ts'
import type { ReportNames } from './report-names.ts'

/** Elevate looks at the directory every five minutes: less than two looks is no gap. */
const GAP_AFTER = 10 * MINUTE

/** What was standing at the end of each month, by the last snapshot in it. */
export async function* standingRows(
  ctx: ReportContext,
  names: ReportNames,
  period: Period,
): AsyncGenerator<StandingRow | GapRow> {
  const zone = ctx.organisation.timeZone
  const until = Math.min(period.to, ctx.time.now())
  for (const month of monthsOf({ from: period.from, to: until }, zone)) {
    const days = await ctx.store.history.standingDays({
      from: max(month.firstDay, dayOf(period.from, zone)),
      to: dayOf(Math.min(month.to, until) - 1 + DAY, zone),
    })
    const day = days.findLast((each) => each <= lastDayOfMonth(month.firstDay))
    const snapshot = day === undefined ? null : await ctx.store.history.standing(day)
    if (!snapshot) {
      yield {
        kind: 'gap',
        why: 'standingUnknown',
        from: Math.max(month.from, period.from),
        to: Math.min(month.to, until),
      }
      continue
    }
    for (const { id, personId, activatable, startedAt, endsAt } of snapshot.assignments) {
      const named = { person: await names.person(personId), ...(await names.role(activatable)) }
      const when = { month: month.name, day: snapshot.day, startedAt, endsAt }
      yield { kind: 'standing', origin: 'outside', id, ...when, ...named }
    }
  }
}

/** When Elevate did not watch, and when its clock cannot be believed. */
export async function* gapRows(ctx: ReportContext, period: Period): AsyncGenerator<GapRow> {
  const { history } = ctx.store
  const beganAt = await history.beganAt()
  const to = Math.min(period.to, ctx.time.now())
  if (beganAt === null || beganAt > period.from) {
    yield { kind: 'gap', why: 'recordBeginsLater', from: period.from, to: Math.min(beganAt ?? to, to) }
  }
  for await (const page of history.events({
    types: ['serverStarted'],
    from: period.from,
    to: Number.MAX_SAFE_INTEGER,
  })) {
    for (const { event } of page) {
      const before = await eventBefore(ctx, event.seq)
      if (!before || event.at - before.at < GAP_AFTER || before.at >= to) continue
      yield { kind: 'gap', why: 'notWatching', from: Math.max(before.at, period.from), to: Math.min(event.at, to) }
    }
  }
  yield* importGaps(ctx, period)
  for await (const page of history.events({ types: ['clockJumped'], ...period }))
    for (const { event } of page) yield { kind: 'gap', why: 'clockJumped', from: event.at, to: event.at }
}

/** The last sign of life before a start: a clean stop, or whatever was recorded before a crash. */
async function eventBefore(ctx: ReportContext, seq: number): Promise<AuditEvent | null> {
  if (seq < 2) return null
  const [row] = await ctx.store.auditEvents({ afterSeq: seq - 2, limit: 1 })
  return row?.event ?? null
}

function max(a: string, b: string): string {
  return a > b ? a : b
}
