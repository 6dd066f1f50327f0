import type { RequestRecord } from '../../domain/history/request-record.ts'
import type { RequestRow, Text } from '../../domain/report/report-row.ts'
import type { PersonId } from '../../domain/values.ts'
import type { ReportContext } from './report-context.ts'
import type { ReportNames } from './report-names.ts'

/** A page of records with what is exceptional about them. `withTexts`: and the words that people typed, unless erased. */
export async function requestRows(
  ctx: ReportContext,
  names: ReportNames,
  found: readonly { readonly record: RequestRecord; readonly exceptions: RequestRow['exceptions'] }[],
  withTexts: boolean,
): Promise<readonly RequestRow[]> {
  const wanted = (withTexts ? found : [])
    .flatMap(({ record: { justification, reason } }) => [justification, reason])
    .filter((sha256) => sha256 !== null)
  const texts = new Map((await ctx.store.auditTexts(wanted)).map(({ sha256, text }) => [sha256, text]))
  for (const { record } of found) await names.learn(peopleIn(record), record.activatable)
  return found.map(({ record, exceptions }) => rowOf(names, record, withTexts ? texts : null, exceptions))
}

function peopleIn({ requesterId, approvals, couldApprove, closedBy }: RequestRecord): readonly PersonId[] {
  const closers = closedBy?.kind === 'person' ? [closedBy.personId] : []
  return [requesterId, ...approvals.map(({ personId }) => personId), ...(couldApprove ?? []), ...closers]
}

function rowOf(
  names: ReportNames,
  record: RequestRecord,
  texts: ReadonlyMap<string, string> | null,
  exceptions: RequestRow['exceptions'],
): RequestRow {
  const { requestId, status, submittedAt, durationMs, ticket, provenAt, required, settings } = record
  const { startedAt, endsAt, endVerifiedAt, couldApprove, couldApproveCount, closedBy } = record
  return {
    kind: 'request',
    origin: 'elevate',
    id: requestId,
    requester: names.known(record.requesterId),
    ...names.knownRole(record.activatable),
    status,
    submittedAt,
    durationMs,
    justification: textOf(record.justification, texts),
    ticket,
    provenAt,
    approvalAsked: record.approvalOpenedAt !== null,
    required,
    approvers: record.approvals.map(({ personId, at }) => ({ ...names.known(personId), at })),
    couldHaveApproved: couldApprove === null ? null : couldApprove.map((id) => names.known(id)),
    couldHaveApprovedCount: couldApproveCount ?? couldApprove?.length ?? null,
    settings,
    startedAt,
    endsAt,
    endVerifiedAt,
    closedBy: closedBy && (closedBy.kind === 'person' ? names.known(closedBy.personId).name : closedBy.kind),
    reason: textOf(record.reason, texts),
    exceptions,
  }
}

function textOf(sha256: string | null, texts: ReadonlyMap<string, string> | null): Text {
  if (sha256 === null || texts === null) return null
  const text = texts.get(sha256)
  return text === undefined ? 'erased' : { text }
}
