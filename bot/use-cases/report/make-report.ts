import { activatableFromKey, activatableKey } from '../../domain/activatable.ts'
import type { RequestRecord, UsageRow } from '../../domain/history/request-record.ts'
import { exceptionsOf, isRare, outsideException } from '../../domain/report/exceptions.ts'
import type { ReportHead, ReportRow, ReportSummary, RequestRow } from '../../domain/report/report-row.ts'
import { createUsageCounter } from '../../domain/usage/summarise-usage.ts'
import type { Period } from '../../domain/usage/timeline.ts'
import { createNumbering } from '../../domain/usage/usage-page.ts'
import { wholePage } from '../../domain/usage/usage-part.ts'
import type { Instant } from '../../domain/values.ts'
import type { ReportContext } from './report-context.ts'

export type { ReportContext } from './report-context.ts'

import { gapRows, standingRows } from './other-rows.ts'
import { outsideRows } from './outside-rows.ts'
import { createReportNames, type ReportNames } from './report-names.ts'
import { requestRows } from './request-rows.ts'

type Visit = (row: ReportRow) => Promise<void> | void

export interface Report {
  readonly head: ReportHead
  /** Every row, oldest first within its kind, none kept; then what they amount to. */
  read(visit: Visit): Promise<ReportSummary>
  /** The same, but of requests only rare exceptions come by, without what people typed. The summary is of all of them. */
  exceptions(visit: Visit): Promise<ReportSummary>
  /** Requests that became active, oldest first. */
  activations(visit: (row: RequestRow) => Promise<void> | void): Promise<void>
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
  return {
    head,
    read: (visit) => readAll(ctx, names, period, visit, 'everything'),
    exceptions: (visit) => readAll(ctx, names, period, visit, 'exceptions'),
    activations: (visit) => readActivations(ctx, names, period, visit),
  }
}

async function readAll(
  ctx: ReportContext,
  names: ReportNames,
  period: Period,
  visit: Visit,
  what: 'everything' | 'exceptions',
): Promise<ReportSummary> {
  const now = ctx.time.now()
  const counter = createUsageCounter(period, now)
  const numbering = createNumbering()
  const exceptions: { [code: string]: number } = {}
  const unapproved = new Map<string, number>()
  const count = (code: string) => {
    exceptions[code] = (exceptions[code] ?? 0) + 1
  }
  for await (const records of ctx.store.history.records(period)) {
    counter.add(wholePage(numbering.page(records.map(usageRow))))
    const found = withExceptions(records, now)
    for (const { record, exceptions: codes } of found) {
      for (const code of codes) count(code)
      if (!codes.includes('noApprovalAsked')) continue
      const key = activatableKey(record.activatable)
      unapproved.set(key, (unapproved.get(key) ?? 0) + 1)
    }
    const told = what === 'everything' ? found : found.filter((each) => isRare(each.exceptions))
    await visitAll(await requestRows(ctx, names, told, what === 'everything'), visit)
  }
  for (const rows of [outsideRows(ctx, names, period), standingRows(ctx, names, period), gapRows(ctx, period)]) {
    for await (const row of rows) {
      count(row.kind === 'outside' ? outsideException(row.change) : row.kind === 'standing' ? 'standing' : row.why)
      await visit(row)
    }
  }
  return summaryOf(names, counter.result(numbering.textOf), exceptions, unapproved)
}

async function readActivations(
  ctx: ReportContext,
  names: ReportNames,
  period: Period,
  visit: (row: RequestRow) => Promise<void> | void,
): Promise<void> {
  const now = ctx.time.now()
  for await (const records of ctx.store.history.records(period)) {
    const activated = records.filter(({ startedAt }) => startedAt !== null)
    await visitAll(await requestRows(ctx, names, withExceptions(activated, now), true), visit)
  }
}

function withExceptions(records: readonly RequestRecord[], now: Instant) {
  return records.map((record) => ({ record, exceptions: exceptionsOf(record, now) }))
}

/** Most rows need no waiting, and a promise for each of a hundred thousand is a burden. */
async function visitAll(rows: readonly RequestRow[], visit: (row: RequestRow) => Promise<void> | void): Promise<void> {
  for (const row of rows) {
    const written = visit(row)
    if (written) await written
  }
}

function usageRow(record: RequestRecord): UsageRow {
  const { requesterId, status, submittedAt, durationMs, approvalOpenedAt, decidedAt } = record
  const { startedAt, endsAt, endVerifiedAt } = record
  const times = { submittedAt, durationMs, approvalOpenedAt, decidedAt, startedAt, endsAt, endVerifiedAt }
  return { requesterId, activatableKey: activatableKey(record.activatable), status, ...times }
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
