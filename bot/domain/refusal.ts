import type { Json } from './values.ts'

/**
 * Every reason for which Elevate says no. The code is stable (CLI, audit, tests); wording for people is looked up by
 * it in `cards/wording`, where each says what, why and what to do instead.
 */
export const REFUSAL_CODES = [
  // understanding
  'notUnderstood',
  'unknownRole',
  'notEligible',
  'eligibleElsewhere',
  'unknownRequest',
  'nothingPending',
  'unknownPerson',
  'ambiguousRequest',
  'ambiguousPerson',
  'unknownScope',
  'severalDurations',
  'severalTickets',
  'durationNotUnderstood',
  'durationNotPositive',
  'durationTooShort',
  'durationTooLong',
  'endInPast',
  'ticketNotUnderstood',
  'justificationTooLong',
  'reasonMissing',
  // requirements
  'noSettings',
  'justificationMissing',
  'ticketMissing',
  'durationMissing',
  'roleMissing',
  'confirmationMissing',
  'settingsChanged',
  // people
  'strangerRefused',
  'notLinked',
  'linkCodeWrong',
  'linkTaken',
  'personDisabled',
  'requesterBlocked',
  'rateLimited',
  'notAllowed',
  'ownRequest',
  'notApprover',
  'notRequester',
  'alreadyApproved',
  'alreadyDecided',
  'nobodyCanApprove',
  // state
  'openRequestExists',
  'alreadyActive',
  'staleCard',
  'wrongStatus',
  'windowOver',
  'approvalIncomplete',
  'approverLost',
  'predecessorRevoked',
  'eligibilityLost',
  'verificationMissing',
  'notBlocked',
  // alerts
  'unknownAlert',
  'staleAlert',
  'ownAlert',
  // proof of presence
  'notEnrolled',
  'proofWrong',
  'proofReplayed',
  'proofLocked',
  'linkInvalid',
  // surroundings
  'directoryUnavailable',
  'directoryRefused',
  'directoryDenied',
  'directoryTimedOut',
  'directoryTakesAnswer',
  'directoryTakesWhole',
  'directoryNotApprover',
  'answerNotTaken',
  'directoryTooLong',
  'directoryAsksJustification',
  'directoryAsksTicket',
  'directoryAsksMfa',
  'directoryBusy',
  'directoryClock',
  'directoryNotLicensed',
  'directoryNotPermitted',
  'directoryNotFound',
  'directoryScope',
  'notOnAllowList',
  'notConfirmed',
  'clockUnconfirmed',
  'tryAgain',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** A no with the facts its wording needs. `params` are values (instants, durations, names), never finished text. */
export interface Refusal {
  readonly code: RefusalCode
  readonly params: { readonly [name: string]: Json }
}

export function refusal(code: RefusalCode, params: Refusal['params'] = {}): Refusal {
  return { code, params }
}
