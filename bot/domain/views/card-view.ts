import type { EndReason, Status } from '../activation-request.ts'
import type { Enforcement } from '../approval-enforcement.ts'
import type { IsoDuration } from '../duration.ts'
import type { Alert, HistoryStep, Notice } from '../effect.ts'
import type { Refusal, RefusalCode } from '../refusal.ts'
import type { Requirement, Tier } from '../role-settings.ts'
import type { Instant, JsonObject, Language, PersonId, RequestId } from '../values.ts'
import type { ApprovalsView } from './approvals-view.ts'
import type { ConfirmationCardView } from './confirmation-view.ts'
import type { UsageCardView } from './usage-card-view.ts'
import type { UsageAlertCardView, WatchReportCardView } from './watch-view.ts'

export type { ApprovalsView } from './approvals-view.ts'
export { CONFIRMATIONS, type Confirmation, type ConfirmationCardView } from './confirmation-view.ts'
export type { UsageCardView, UsageRoleView } from './usage-card-view.ts'

/**
 * What a card says, as values: names as they are, instants as numbers, durations in ISO 8601, everything with a
 * wording as its code. `cards/` gives them words, each platform gives them looks.
 */
export type CardView =
  | RequestCardView
  | ApprovalCardView
  | ActivationCardView
  | NoticeCardView
  | HistoryCardView
  | AlertCardView
  | FormCardView
  | CandidatesCardView
  | RefusalCardView
  | RequestListCardView
  | SettingsCardView
  | HelpCardView
  | ConfirmationCardView
  | UsageAlertCardView
  | UsageCardView
  | WatchReportCardView

/** What buttons do. Each comes back with the request's id and `termsVersion`; nothing else in it is believed. */
export const VERBS = [
  'submit',
  'say',
  'cancel',
  'deactivate',
  'again',
  'notWorking',
  'notMe',
  'approve',
  'approveLess',
  'deny',
  'takeBack',
  'revoke',
  'confirmClock',
  'acknowledge',
  'snooze',
  'snoozeMonth',
  'remedy',
] as const
export type Verb = (typeof VERBS)[number]

export interface PersonView {
  readonly id: PersonId
  readonly displayName: string
}

export type NameByLanguage = { readonly [language in Language]: string }

export interface ActivatableView {
  readonly kind: 'role' | 'group'
  readonly key: string
  readonly displayName: NameByLanguage
  readonly access: 'member' | 'owner' | null
  readonly tier: Tier
  /** Null for the whole directory. */
  readonly scope: { readonly kind: 'administrativeUnit' | 'object'; readonly displayName: string } | null
}

export interface TermsView {
  readonly activatable: ActivatableView
  readonly duration: IsoDuration
  readonly latestEnd: Instant | null
  readonly justification: string | null
  readonly ticket: { readonly text: string; readonly url: string | null } | null
}

export type ActorView =
  | { readonly kind: 'person'; readonly person: PersonView }
  | { readonly kind: 'directory' }
  | { readonly kind: 'elevate' }

/** The state of a request as every face of it shows it. */
export interface RequestFacts {
  readonly requestId: RequestId
  readonly termsVersion: number
  readonly viewVersion: number
  readonly status: Status
  readonly requester: PersonView
  readonly terms: TermsView
  readonly submittedAt: Instant
  readonly windowEndsAt: Instant | null
  readonly approvals: ApprovalsView | null
  readonly continuesRequestId: RequestId | null
  readonly activation: {
    readonly startedAt: Instant
    readonly endsAt: Instant
    readonly overdue: boolean
  } | null
  readonly ending: {
    readonly reason: EndReason
    readonly by: ActorView
    readonly note: string | null
    readonly refusedUntil: Instant | null
    /** For minutes the directory has neither ended it nor said when it will. */
    readonly stuck?: boolean
  } | null
  readonly outcome: {
    readonly at: Instant
    readonly by: ActorView
    readonly code: RefusalCode | null
    readonly reason: string | null
  } | null
  readonly endVerifiedAt: Instant | null
  /** All is decided, and the requester's sign-in is waited for: it activates. */
  readonly awaitsSignIn: boolean
  /** The directory waits for its own approvers. */
  readonly awaitsDirectory?: boolean
  /** The directory was called, and nobody knows what came of it so far. */
  readonly unsettled?: boolean
  /** What the directory shows as active may take services a while to notice. */
  readonly noticedLate?: boolean
}

/** The requester's own card, living through the whole life of the request. */
export interface RequestCardView extends RequestFacts {
  readonly card: 'request'
  /** Where to prove one's identity; only while that is what is waited for. */
  readonly verifyUrl: string | null
  readonly actions: readonly Verb[]
}

export const UNUSUAL = [
  'firstActivation',
  'outsideWorkingHours',
  'severalToday',
  'longestSoFar',
  'othersActive',
] as const
export type Unusual = (typeof UNUSUAL)[number]

/** What an approver decides on. */
export interface ApprovalCardView extends RequestFacts {
  readonly card: 'approval'
  readonly viewer: PersonView | null
  readonly lastActivations: readonly { readonly startedAt: Instant; readonly duration: IsoDuration }[]
  readonly unusual: readonly Unusual[]
  /** Shorter choices for *Approve for less time*. */
  readonly lessTime: readonly IsoDuration[]
  /** Ask once more before an approval counts (critical tier). */
  readonly confirm: boolean
  /** Who keeps people to this approval; left out where the directory has no settings of its own, or says nothing. */
  readonly enforcement?: Enforcement | null
  readonly actions: readonly Verb[]
}

/** One card an activation in the security channel: its start and its verified end. */
export interface ActivationCardView extends RequestFacts {
  readonly card: 'activation'
  readonly actions: readonly Verb[]
}

export interface NoticeCardView extends RequestFacts {
  readonly card: 'notice'
  readonly notice: Notice
  /** Where to sign in, when that is what the notice asks for. */
  readonly verifyUrl?: string | null
  readonly actions: readonly Verb[]
}

/** One line of the thread under a card: a step that its request took. */
export interface HistoryCardView {
  readonly card: 'history'
  readonly requestId: RequestId
  readonly step: HistoryStep
  readonly at: Instant
  readonly by: ActorView
  readonly params: JsonObject
}

export interface AlertCardView {
  readonly card: 'alert'
  readonly alert: Alert
  readonly at: Instant
  readonly requestId: RequestId | null
  readonly termsVersion: number | null
  /** Names and values the wording of this alert uses; which ones is fixed by the alert's code. */
  readonly params: JsonObject
  readonly actions: readonly Verb[]
}

export interface FormCardView {
  readonly card: 'form'
  readonly choices: readonly (ActivatableView & {
    readonly maximumDuration: IsoDuration
    readonly require: readonly Requirement[]
  })[]
  readonly values: {
    readonly activatableKey: string | null
    readonly duration: IsoDuration | null
    readonly ticket: string | null
    readonly justification: string | null
  }
  readonly durations: readonly IsoDuration[]
  readonly require: readonly Requirement[]
  /** What is still needed, each by the code of its refusal. */
  readonly missing: readonly Refusal[]
}

export interface CandidatesCardView {
  readonly card: 'candidates'
  readonly typed: string
  /** `command` is the whole line that choosing this candidate stands for. */
  readonly candidates: readonly (ActivatableView & { readonly command: string })[]
}

export interface RefusalCardView {
  readonly card: 'refusal'
  readonly refusals: readonly Refusal[]
  /** The request the refusal is about, where there is one. */
  readonly requestId: RequestId | null
  /** Where to prove one's identity, when that is what is missing. */
  readonly verifyUrl: string | null
}

export interface RequestListCardView {
  readonly card: 'list'
  /** `open`: what is open already, in place of a second request. `feed`: activations of a busy moment. */
  readonly list: 'mine' | 'pending' | 'who' | 'open' | 'status' | 'feed'
  readonly items: readonly RequestFacts[]
  /** With `mine`: what the person is eligible for. */
  readonly eligible: readonly (ActivatableView & { readonly command: string })[]
  /** With `who`: active assignments that did not go through Elevate. */
  readonly outside: readonly {
    readonly person: PersonView
    readonly activatable: ActivatableView
    readonly endsAt: Instant | null
  }[]
}

export interface SettingsCardView {
  readonly card: 'settings'
  readonly activatable: ActivatableView
  readonly maximumDuration: IsoDuration
  readonly defaultDuration: IsoDuration
  readonly require: readonly Requirement[]
  readonly approval: {
    readonly required: number
    readonly people: readonly PersonView[]
    readonly window: IsoDuration
    readonly escalateTo: readonly PersonView[]
    readonly escalateAfter: IsoDuration | null
  } | null
  readonly approverStepUp: boolean
}

export interface HelpCardView {
  readonly card: 'help'
  /** One that the person is eligible for, if there is one, to show how to ask. */
  readonly role: NameByLanguage
}
