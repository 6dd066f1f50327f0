import type { Actor } from '../../domain/activation-request.ts'
import type { RequestRecord } from '../../domain/history/request-record.ts'
import { exceptionsOf } from '../../domain/report/exceptions.ts'
import type { RequestRow, Text } from '../../domain/report/report-row.ts'
import type { ReportContext } from './report-context.ts'
import type { ReportNames } from './report-names.ts'

/** A page of records with the words that people typed, as far as they were not erased. */
export async function requestRows(
  ctx: ReportContext,
  names: ReportNames,
  records: readonly RequestRecord[],
  withTexts: boolean,
): Promise<readonly RequestRow[]> {
  const wanted = (withTexts ? records : [])
    .flatMap(({ justification, reason }) => [justification, reason])
    .filter((sha256) => sha256 !== null)
  const texts = new Map((await ctx.store.auditTexts(wanted)).map(({ sha256, text }) => [sha256, text]))
  const now = ctx.time.now()
  const rows: RequestRow[] = []
  for (const record of records) rows.push(await rowOf(names, record, withTexts ? texts : null, now))
  return rows
}

async function rowOf(
  names: ReportNames,
  record: RequestRecord,
  texts: ReadonlyMap<string, string> | null,
  now: number,
): Promise<RequestRow> {
  const approvers: RequestRow['approvers'][number][] = []
  for (const { personId, at } of record.approvals) approvers.push({ ...(await names.person(personId)), at })
  const { requestId, status, submittedAt, durationMs, ticket, provenAt, required, settings } = record
  const { startedAt, endsAt, endVerifiedAt, couldApprove, couldApproveCount } = record
  return {
    kind: 'request',
    origin: 'elevate',
    id: requestId,
    requester: await names.person(record.requesterId),
    ...(await names.role(record.activatable)),
    status,
    submittedAt,
    durationMs,
    justification: textOf(record.justification, texts),
    ticket,
    provenAt,
    approvalAsked: record.approvalOpenedAt !== null,
    required,
    approvers,
    couldHaveApproved: couldApprove && (await names.people(couldApprove)),
    couldHaveApprovedCount: couldApproveCount ?? couldApprove?.length ?? null,
    settings,
    startedAt,
    endsAt,
    endVerifiedAt,
    closedBy: record.closedBy && (await actorName(names, record.closedBy)),
    reason: textOf(record.reason, texts),
    exceptions: exceptionsOf(record, now),
  }
}

function textOf(sha256: string | null, texts: ReadonlyMap<string, string> | null): Text {
  if (sha256 === null || texts === null) return null
  const text = texts.get(sha256)
  return text === undefined ? 'erased' : { text }
}

async function actorName(names: ReportNames, actor: Actor): Promise<string> {
  return actor.kind === 'person' ? (await names.person(actor.personId)).name : actor.kind
}
