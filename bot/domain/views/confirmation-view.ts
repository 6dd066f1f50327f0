import type { JsonObject, RequestId } from '../values.ts'

export const CONFIRMATIONS = [
  'approvalRecorded',
  'denied',
  'canceled',
  'cancelStarted',
  'endingStarted',
  'takenBack',
  'revoked',
  'personBlocked',
  'personUnblocked',
  'notMeReported',
  'awayUntil',
  'backAgain',
  'clockConfirmed',
  'alertAcknowledged',
  'alertSnoozed',
  'alertRemedied',
  'activeYoung',
  'activeThere',
  'activeWithin',
  'activeElsewhere',
  'activeGone',
] as const
export type Confirmation = (typeof CONFIRMATIONS)[number]

/** A short answer to somebody who did something. */
export interface ConfirmationCardView {
  readonly card: 'confirmation'
  readonly confirmation: Confirmation
  readonly requestId: RequestId | null
  readonly params: JsonObject
}
