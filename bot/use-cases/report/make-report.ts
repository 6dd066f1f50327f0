import { activatableFromKey, activatableKey } from '../../domain/activatable.ts'
import { outsideException } from '../../domain/report/exceptions.ts'
import type { ReportHead, ReportRow, ReportSummary } from '../../domain/report/report-row.ts'
import { createUsageCounter, type Period } from '../../domain/usage/summarise-usage.ts'
import { createNumbering } from '../../domain/usage/usage-page.ts'
import type { ReportContext } from './report-context.ts'

export type { ReportContext } from './report-context.ts'

import { gapRows, standingRows } from './other-rows.ts'
import { outsideRows } from './outside-rows.ts'
import { createReportNames, type ReportNames } from './report-names.ts'
import { requestRows } from './request-rows.ts'

type Visit = (row: ReportRow) => Promise<void> | void

export interface Report {
  readonly head: ReportHead
  /**
   * Every row, oldest first within its kind, none kept; then what they amount to. May be read again. Without `texts` what
   * people typed is not looked up, and not told.
   */
  read(visit: Visit, what?: { readonly texts: boolean }): Promise<ReportSummary>
}

/** What happened in a period, for who was not there: derived from the audit log alone. Times are exact, never rounded. */
export async function makeReport(ctx: ReportContext, period: Period): Promise<Report> {
  const names = createReportNames(ctx)
  const { auditEvents: seq } = await ctx.store.counts()
  const [last] = seq > 0 ? await ctx.store.auditEvents({ afterSeq: seq - 1, limit: 1 }) : []
  const madeAt = ctx.time.now()
  const log = { seq, at: last?.event.at ?? null }
  const { timeZone } = ctx.organisation
  const past = ctx.simulated ?? null
  const simulated = past !== null && past.from < period.to && past.to > period.from
  const head: ReportHead = { kind: 'report', ...period, madeAt, timeZone, simulated, log }
  return { head, read: (visit, { texts } = { texts: true }) => readAll(ctx, names, period, visit, texts) }
}

async function readAll(
  ctx: ReportContext,
  names: ReportNames,
  period: Period,
  visit: Visit,
  texts: boolean,
): Promise<ReportSummary> {
  const counter = createUsageCounter(period, ctx.time.now())
  const numbering = createNumbering()
  const exceptions: { [code: string]: number } = {}
  const unapproved = new Map<string, number>()
  const count = (code: string) => {
    exceptions[code] = (exceptions[code] ?? 0) + 1
  }
  for await (const records of ctx.store.history.records(period)) {
    counter.add(numbering.page(records.map((each) => ({ ...each, activatableKey: activatableKey(each.activatable) }))))
    for (const row of await requestRows(ctx, names, records, texts)) {
      for (const code of row.exceptions) count(code)
      await visit(row)
    }
    for (const { startedAt, approvalOpenedAt, activatable } of records) {
      const key = activatableKey(activatable)
      if (startedAt !== null && approvalOpenedAt === null) unapproved.set(key, (unapproved.get(key) ?? 0) + 1)
    }
  }
  for (const rows of [outsideRows(ctx, names, period), standingRows(ctx, names, period), gapRows(ctx, period)]) {
    for await (const row of rows) {
      count(row.kind === 'outside' ? outsideException(row.change) : row.kind === 'standing' ? 'standing' : row.why)
      await visit(row)
    }
  }
  return summaryOf(names, counter.result(numbering.textOf), exceptions, unapproved)
}

async function summaryOf(
  names: ReportNames,
  usage: ReturnType<ReturnType<typeof createUsageCounter>['result']>,
  exceptions: { readonly [code: string]: number },
  unapproved: ReadonlyMap<string, number>,
): Promise<ReportSummary> {
  const named = async (key: string) => (await names.role(activatableFromKey(key))).role
  const roles: ReportSummary['roles'][number][] = []
  for (const { activatableKey: key, activated, heldMs } of usage.roles)
    roles.push({ role: await named(key), activated, heldMs })
  const withoutApproval: ReportSummary['withoutApproval'][number][] = []
  for (const [key, activated] of unapproved) withoutApproval.push({ role: await named(key), activated })
  withoutApproval.sort((a, b) => b.activated - a.activated || (a.role.en < b.role.en ? -1 : 1))
  const { requests, activated, denied, timedOut, canceled, heldMs, standingMs, decision } = usage
  const counts = { requests, activated, denied, timedOut, canceled, heldMs, standingMs, decision }
  return { ...counts, roles, exceptions, withoutApproval }
}
