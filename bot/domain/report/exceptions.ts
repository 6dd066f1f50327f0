import type { DirectoryChange } from '../directory-record.ts'
import { MINUTE } from '../duration.ts'
import type { RequestRecord } from '../history/request-record.ts'
import type { Instant } from '../values.ts'

/** Why an activation was not simply approved and temporary. */
export const ROW_EXCEPTIONS = [
  'noApprovalAsked',
  'approvedByTooFew',
  'approvedOwn',
  'endedLate',
  'endNotVerified',
  'foundAfterEnd',
] as const
export type RowException = (typeof ROW_EXCEPTIONS)[number]

/** What the report as a whole must admit. */
export const REPORT_EXCEPTIONS = [
  ...ROW_EXCEPTIONS,
  'activatedOutside',
  'assignedOutside',
  'changedOutside',
  'standing',
  'standingUnknown',
  'notWatching',
  'notImported',
  'recordBeginsLater',
  'clockJumped',
] as const
export type ReportException = (typeof REPORT_EXCEPTIONS)[number]

/** Reading back takes a moment: an end seen later than this after its time was late. */
export const LATE_AFTER = 2 * MINUTE

/** What is exceptional about one activation as things stand now; nothing for what never became active. */
export function exceptionsOf(record: RequestRecord, now: Instant): readonly RowException[] {
  if (record.startedAt === null) return []
  const found: RowException[] = []
  if (record.approvalOpenedAt === null) found.push('noApprovalAsked')
  else if (record.approvals.length < (record.required ?? 1)) found.push('approvedByTooFew')
  if (record.approvals.some(({ personId }) => personId === record.requesterId)) found.push('approvedOwn')
  const { endsAt, endVerifiedAt } = record
  if (endsAt !== null && endVerifiedAt === null && now > endsAt + LATE_AFTER) found.push('endNotVerified')
  const wasLate = endsAt !== null && endVerifiedAt !== null && endVerifiedAt > endsAt + LATE_AFTER
  if (wasLate || (record.overdueAt !== null && endVerifiedAt !== null)) found.push('endedLate')
  if (record.foundAfterEndAt !== null) found.push('foundAfterEnd')
  return found
}

/** Worth its own line in the statement. Roles that ask no approval are told of as a whole: there may be many such activations. */
export function isRare(exceptions: readonly RowException[]): boolean {
  return exceptions.some((code) => code !== 'noApprovalAsked')
}

/** What a thing done outside Elevate is an exception to. */
export function outsideException(change: DirectoryChange): ReportException {
  if (change === 'activated') return 'activatedOutside'
  return change === 'assigned' ? 'assignedOutside' : 'changedOutside'
}
