import type { Alert, HistoryStep } from '../bot/domain/effect.ts'
import type { RefusalCode } from '../bot/domain/refusal.ts'
import type { Confirmation } from '../bot/domain/views/card-view.ts'
import type { UsageAlert, WatchNote, WatchReport } from '../bot/domain/views/watch-view.ts'

/**
 * What a parameter of a wording is, and so how it is written for people:
 * - `text` as it is, `name` a text or a `NameByLanguage`, `names` a list of either
 * - `number` a count, `flag` true or false (ICU: `{again, select, yes {…} other {…}}`)
 * - `duration` ISO 8601 (a list of them: `durations`, where what is no duration stays as typed)
 * - `instant` milliseconds since 1970, `milliseconds` a length of time either way, `status` a status code
 *
 * Every parameter may be left out: beside `{retryAt}` each wording has `{hasRetryAt, select, yes {…} other {…}}`.
 */
export type ParamKind =
  | 'text'
  | 'name'
  | 'names'
  | 'number'
  | 'flag'
  | 'duration'
  | 'durations'
  | 'instant'
  | 'milliseconds'
  | 'status'

export type ParamKinds = { readonly [param: string]: ParamKind }

/** The parameters that the wording of each refusal may use. `role` is the role or group asked for. */
export const REFUSAL_PARAMS: { readonly [code in RefusalCode]: ParamKinds } = {
  notUnderstood: { typed: 'text' },
  unknownRole: { typed: 'text' },
  notEligible: { role: 'name' },
  eligibleElsewhere: { role: 'name', scopes: 'names' },
  unknownRequest: { requestId: 'text' },
  nothingPending: {},
  unknownPerson: { typed: 'text' },
  ambiguousRequest: { requestIds: 'names' },
  ambiguousPerson: { typed: 'text', people: 'names' },
  unknownScope: { typed: 'text' },
  severalDurations: { durations: 'durations' },
  severalTickets: { tickets: 'names' },
  durationNotUnderstood: { typed: 'text' },
  durationNotPositive: { typed: 'text', minimum: 'duration' },
  durationTooShort: { duration: 'duration', minimum: 'duration' },
  durationTooLong: { duration: 'duration', maximum: 'duration', role: 'name' },
  endInPast: { endAt: 'instant' },
  ticketNotUnderstood: { typed: 'text' },
  justificationTooLong: { length: 'number', maximum: 'number' },
  reasonMissing: {},
  noSettings: { role: 'name' },
  justificationMissing: { role: 'name' },
  ticketMissing: { role: 'name' },
  durationMissing: { maximum: 'duration' },
  roleMissing: {},
  confirmationMissing: {},
  settingsChanged: { role: 'name' },
  strangerRefused: {},
  notLinked: {},
  linkCodeWrong: {},
  linkTaken: {},
  personDisabled: { person: 'text', emergency: 'flag' },
  requesterBlocked: {},
  rateLimited: { count: 'number', perDuration: 'duration', retryAt: 'instant' },
  notAllowed: { command: 'text' },
  ownRequest: {},
  notApprover: { role: 'name' },
  notRequester: { requester: 'text' },
  alreadyApproved: { approvedAt: 'instant' },
  alreadyDecided: { status: 'status', by: 'text', decidedAt: 'instant' },
  nobodyCanApprove: { role: 'name', required: 'number', available: 'number' },
  openRequestExists: { requestId: 'text', role: 'name', status: 'status' },
  alreadyActive: { role: 'name', endsAt: 'instant' },
  staleCard: {},
  wrongStatus: { status: 'status' },
  windowOver: { windowEndsAt: 'instant' },
  approvalIncomplete: { counted: 'number', required: 'number' },
  approverLost: { person: 'text' },
  predecessorRevoked: {},
  eligibilityLost: { role: 'name' },
  verificationMissing: {},
  notBlocked: { person: 'text' },
  unknownAlert: {},
  staleAlert: {},
  ownAlert: {},
  notEnrolled: {},
  proofWrong: { left: 'number' },
  proofReplayed: {},
  proofLocked: { retryAt: 'instant' },
  linkInvalid: {},
  directoryUnavailable: {},
  directoryRefused: { reason: 'text' },
  directoryDenied: {},
  directoryTimedOut: {},
  directoryTakesAnswer: {},
  directoryTakesWhole: {},
  directoryNotApprover: {},
  answerNotTaken: {},
  directoryTooLong: {},
  directoryAsksJustification: {},
  directoryAsksTicket: {},
  directoryAsksMfa: {},
  directoryBusy: {},
  directoryClock: {},
  directoryNotLicensed: {},
  directoryNotPermitted: {},
  directoryNotFound: {},
  directoryScope: {},
  notOnAllowList: {},
  notConfirmed: {},
  clockUnconfirmed: {},
  tryAgain: {},
}

/** The parameters of each alert. `person` and `role` are whom and what it is about. */
export const ALERT_PARAMS: { readonly [alert in Alert]: ParamKinds } = {
  notMe: { person: 'text', role: 'name' },
  personBlocked: { person: 'text', by: 'text', reason: 'text' },
  activationOverdue: { person: 'text', role: 'name', endsAt: 'instant' },
  endingStuck: { person: 'text', role: 'name' },
  activeAfterEnd: { person: 'text', role: 'name' },
  removedOutside: { person: 'text', role: 'name' },
  assignedOutside: { person: 'text', role: 'name', scope: 'text', startedAt: 'instant', endsAt: 'instant' },
  assignedOutsideMore: { count: 'number' },
  provisioningUnknown: { person: 'text', role: 'name' },
  factorEnrolled: { person: 'text', again: 'flag' },
  proofLocked: { person: 'text', retryAt: 'instant' },
  accountLinked: { person: 'text', account: 'text', by: 'text' },
  accountUnlinked: { person: 'text', account: 'text' },
  accountLinkRefused: { person: 'text', account: 'text', code: 'text' },
  clockJumped: { step: 'milliseconds', direction: 'text' },
  approversUnreachable: { person: 'text', role: 'name', reachable: 'number', needed: 'number' },
  effectAbandoned: { recipient: 'text', reason: 'text' },
  deliveryGivenUp: { platform: 'text', reason: 'text' },
}

/** The parameters of each usage alert: whom, which role, which approver, and the figures behind it. */
export const USAGE_ALERT_PARAMS: { readonly [alert in UsageAlert]: ParamKinds } = {
  assignedOutside: { person: 'text', role: 'name', at: 'instant', endsAt: 'instant' },
  activatedTooOften: { person: 'text', role: 'name', count: 'number', span: 'duration' },
  tooManyAdministrators: { role: 'name', count: 'number', percent: 'number' },
  mfaNotRequired: { count: 'number' },
  eligibleUnused: { count: 'number', days: 'number' },
  staleAccount: { count: 'number', days: 'number' },
  licenceMissing: { count: 'number' },
  wentRound: { person: 'text', role: 'name', at: 'instant', endsAt: 'instant' },
  emergencyUsed: { person: 'text', at: 'instant', what: 'text', count: 'number' },
  unusualActivation: { person: 'text', role: 'name', at: 'instant', duration: 'duration', count: 'number' },
  ticketReused: { ticket: 'text', count: 'number', people: 'number' },
  hastyApprover: { approver: 'text', count: 'number', decisions: 'number', median: 'duration', days: 'number' },
  samePair: { approver: 'text', person: 'text', count: 'number', decisions: 'number', days: 'number' },
  activePastEnd: { person: 'text', role: 'name', endsAt: 'instant' },
  keepsTimingOut: { role: 'name', count: 'number', requests: 'number', days: 'number' },
  approvedInSeconds: { role: 'name', count: 'number', people: 'number', median: 'duration', days: 'number' },
}

/** The parameters of each line of a thread. `by` is who did it. */
export const HISTORY_PARAMS: { readonly [step in HistoryStep]: ParamKinds } = {
  approved: { by: 'text', votes: 'number', required: 'number' },
  denied: { by: 'text', reason: 'text' },
  canceled: { by: 'text' },
  timedOut: {},
  failed: {},
  revoked: { by: 'text', reason: 'text' },
  escalated: {},
  unreachable: { person: 'text' },
  activated: { endsAt: 'instant' },
  overdue: {},
  endingStarted: { by: 'text', ending: 'text', reason: 'text' },
  endingDelayed: { until: 'instant' },
  endingStuck: {},
  ended: {},
  removedOutside: {},
}

/** The parameters of each report. */
export const WATCH_REPORT_PARAMS: { readonly [report in WatchReport]: ParamKinds } = {
  digest: {
    from: 'instant',
    to: 'instant',
    activations: 'number',
    people: 'number',
    denied: 'number',
    timedOut: 'number',
    standing: 'number',
    alerts: 'number',
  },
  quiet: { from: 'instant', count: 'number' },
  downtime: { from: 'instant', to: 'instant', count: 'number', open: 'number' },
  assignmentsEnding: { count: 'number', own: 'flag' },
  review: { count: 'number', days: 'number' },
}

export const WATCH_NOTE_PARAMS: { readonly [note in WatchNote]: ParamKinds } = {
  activations: { count: 'number', people: 'number' },
  heldSince: { at: 'instant' },
  lastUsed: { at: 'instant' },
  neverUsed: {},
  timedOut: { count: 'number', requests: 'number' },
  quick: { count: 'number', median: 'duration' },
  endsAt: { at: 'instant' },
  lastSignIn: { at: 'instant' },
  neverSignedIn: {},
  disabled: {},
  lastSignInNotKnown: {},
  licenceNotKnown: {},
  settingsNotKnown: {},
  ownAlertsNotKnown: {},
}

/** What the directory shows of an activation. */
const ACTIVE = {
  role: 'name',
  since: 'instant',
  until: 'instant',
  noticedBy: 'instant',
  scope: 'text',
  askedScope: 'text',
} as const satisfies ParamKinds

/** The parameters of each confirmation. */
export const CONFIRMATION_PARAMS: { readonly [confirmation in Confirmation]: ParamKinds } = {
  approvalRecorded: { status: 'status', votes: 'number', required: 'number' },
  denied: {},
  canceled: {},
  cancelStarted: {},
  endingStarted: { refusedUntil: 'instant' },
  takenBack: {},
  revoked: { count: 'number', ticket: 'text' },
  personBlocked: { person: 'text', count: 'number' },
  personUnblocked: { person: 'text' },
  notMeReported: {},
  awayUntil: { until: 'instant' },
  backAgain: {},
  clockConfirmed: {},
  alertAcknowledged: {},
  alertSnoozed: { until: 'instant' },
  alertRemedied: { count: 'number' },
  activeYoung: ACTIVE,
  activeThere: ACTIVE,
  activeWithin: ACTIVE,
  activeElsewhere: ACTIVE,
  activeGone: { role: 'name' },
}

/**
 * What the wordings of statuses and notices may use: the state of their request. `status` and `ending` are codes to
 * select on; instants come as text, the time alone where the date is plain from the rest of the card.
 */
export const STATUS_PARAMS = {
  role: 'text',
  requester: 'text',
  duration: 'duration',
  endsAt: 'text',
  windowEndsAt: 'text',
  refusedUntil: 'text',
  endVerifiedAt: 'text',
  follows: 'text',
  by: 'text',
  overdue: 'flag',
  stuck: 'flag',
  unsettled: 'flag',
  escalatedEarly: 'flag',
  started: 'flag',
  waitsForProof: 'flag',
  waitsForDirectory: 'flag',
  asksApprovers: 'flag',
  approvals: 'number',
  noticedLate: 'flag',
  startedAt: 'text',
  byDirectory: 'flag',
  status: 'text',
  ending: 'text',
} as const satisfies ParamKinds

/** Notices may use the title of the status as well, and what it says comes next. */
export const NOTICE_PARAMS = { ...STATUS_PARAMS, statusTitle: 'text', next: 'text' } as const satisfies ParamKinds
