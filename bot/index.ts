/** All that adapters may know of the bot: values, ports, and the engine's face. */
export {
  type Activatable,
  type ActivatableGroup,
  type ActivatableRole,
  activatableKey,
  DIRECTORY_SCOPE,
  type Scope,
  sameActivatable,
} from './domain/activatable.ts'
export { answerKey } from './domain/answer-key.ts'
export type { Chart } from './domain/charts/chart.ts'
export { type DirectoryInsights, NOTHING_KNOWN } from './domain/directory-insights.ts'
export type { DirectoryAlert, DirectoryEvent, DirectorySource } from './domain/directory-record.ts'
export type { DirectorySettings } from './domain/directory-settings.ts'
export {
  DAY,
  durationFromMs,
  durationToMs,
  HOUR,
  type IsoDuration,
  MINUTE,
  parseIsoDuration,
  SECOND,
} from './domain/duration.ts'
export type {
  ActiveAssignment,
  ChatIdentity,
  EligibleAssignment,
  Group,
  Person,
  PrincipalRef,
} from './domain/person.ts'
export { type Refusal, type RefusalCode, refusal } from './domain/refusal.ts'
export type { Instant, Json, JsonObject, Language, PersonId, RequestId } from './domain/values.ts'
export { unreachable } from './domain/values.ts'
export type * from './domain/views/card-view.ts'
export { VERBS } from './domain/views/card-view.ts'
export type { UsageAlert } from './domain/views/watch-view.ts'
export type { AdapterState, StateOutcome, StateRecord, StateWrite } from './ports/adapter-state.ts'
export type { ChartLook, Charts } from './ports/charts.ts'
export type {
  ChatPlatform,
  Intent,
  LinkFinish,
  OutgoingMessage,
  SendOutcome,
  Understood,
} from './ports/chat-platform.ts'
export type { Clock } from './ports/clock.ts'
export {
  type ActivateOutcome,
  type ActivationOrder,
  type AnswerOrder,
  type AnswerOutcome,
  type DeactivateOutcome,
  type DeactivationOrder,
  type Directory,
  DirectoryUnavailable,
} from './ports/directory.ts'
export type {
  Engine,
  Explanation,
  FactorEvent,
  LinkEvent,
  Overview,
  ProofOutcome,
  PurposeView,
  ViewAbout,
} from './ports/engine.ts'
export type { Ids } from './ports/ids.ts'
export type { Log } from './ports/log.ts'
export type { Delivery, NewDelivery } from './ports/request-store.ts'
export type { StepUp, StepUpPurpose } from './ports/step-up.ts'
