import type { Activatable } from '../domain/activatable.ts'
import type { DirectoryInsights } from '../domain/directory-insights.ts'
import type { DirectoryAlert, DirectorySource } from '../domain/directory-record.ts'
import type { DirectorySettings } from '../domain/directory-settings.ts'
import type { IsoDuration } from '../domain/duration.ts'
import type { ActiveAssignment, ChatIdentity, EligibleAssignment, Group, Person } from '../domain/person.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import type { Verdict } from '../domain/request-event.ts'
import type { Instant, PersonId } from '../domain/values.ts'

/** The directory gave no usable answer. Nothing may be concluded from it: callers fail closed. */
export class DirectoryUnavailable extends Error {
  override readonly name = 'DirectoryUnavailable'
}

/** Who exists, who is eligible, who holds what. Every method may throw `DirectoryUnavailable`. */
export interface Directory {
  /**
   * `direct`: Elevate calls in its own name. `delegated`: each activation is the requester's own, made with the sign-in
   * that also proves who they are; the directory then asks of them whatever it asks of anybody.
   */
  readonly activation: 'direct' | 'delegated'
  /** What it shows as active may take the services that rely on it a while to notice. Left out: they notice at once. */
  readonly noticedLate?: boolean
  person(id: PersonId): Promise<Person | null>
  people(): Promise<readonly Person[]>
  /** The person a platform's verified identity belongs to; null for guests, strangers and the unlinked. */
  personOf(identity: ChatIdentity): Promise<Person | null>
  group(id: string): Promise<Group | null>
  /** Transitive members; an unknown group has none. */
  membersOf(groupId: string): Promise<readonly PersonId[]>
  /** What a scope other than the directory is called; null when there is no such scope. */
  scopeName(scope: string): Promise<string | null>
  eligibleAssignments(personId: PersonId): Promise<readonly EligibleAssignment[]>
  /** Of everybody at once: there may be very many. For watching; decisions ask for one person. */
  allEligible(): Promise<readonly EligibleAssignment[]>
  /** What is in force now, of one person or of all. */
  activeAssignments(personId?: PersonId): Promise<readonly ActiveAssignment[]>
  /** The directory's own role settings, where it has any; null where it asks for nothing. Never kept. */
  roleSettings?(activatable: Activatable): Promise<DirectorySettings | null>
  /** Sign-ins and licences of these people; where it has no such method, nothing of the kind is known. Never refuses. */
  insights?(people: readonly PersonId[]): Promise<DirectoryInsights>
  /** What it recorded itself, whoever did it; empty where it keeps no record that Elevate could read. */
  readonly sources?: readonly DirectorySource[]
  /** The alerts it raises by itself; null where they may not be read. Never refuses. */
  ownAlerts?(): Promise<readonly DirectoryAlert[] | null>
  /** Reads one activation back: the activated assignment in force for this person and activatable, or null. */
  readBack(personId: PersonId, activatable: Activatable): Promise<ActiveAssignment | null>
  /** Starts an activation. Repeating a call with the same key makes no second one. */
  activate(order: ActivationOrder): Promise<ActivateOutcome>
  /**
   * Hands an approver's answer to the directory's own approval of an activation, with the sign-in they made for it. Absent
   * where the directory has no such approval. Throws `DirectoryUnavailable` only where nothing was handed over.
   */
  answer?(order: AnswerOrder): Promise<AnswerOutcome>
  /** Ends an activation. Ending what is gone already is `accepted`. */
  deactivate(order: DeactivationOrder): Promise<DeactivateOutcome>
}

export interface ActivationOrder {
  readonly key: string
  readonly personId: PersonId
  readonly activatable: Activatable
  /** Runs from the moment the role becomes active; the directory ends it on its own. */
  readonly duration: IsoDuration
  readonly latestEnd: Instant | null
  readonly justification: string
  readonly ticket: string | null
}

/** `accepted` is not yet active: that is read back. `unknown`: it may or may not have happened. */
export type ActivateOutcome =
  /** `approved`: the directory's own approval came before it. */
  | { readonly outcome: 'accepted'; readonly approved?: boolean }
  | { readonly outcome: 'waitingForDirectory' }
  /** `code` where the directory's words mean one that people have words for; `reason` is for the audit. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly code?: RefusalCode }
  /**
   * Delegated: nothing was made, and nothing will be without the requester's sign-in. `challenge` is what the directory
   * wants of that sign-in (the `claims` of OpenID Connect as JSON text), null where any fresh one will do.
   */
  | { readonly outcome: 'needsSignIn'; readonly challenge: string | null }
  | { readonly outcome: 'unknown'; readonly reason: string }

export interface AnswerOrder {
  /** Of the sign-in: see `answerKey`. */
  readonly key: string
  /** The approver. */
  readonly personId: PersonId
  /** Of the activation that is waited for. */
  readonly activationKey: string
  readonly activatable: Activatable
  readonly verdict: Verdict
  /** In the approver's words; null where they gave none. */
  readonly reason: string | null
}

export type AnswerOutcome =
  /**
   * It is decided, as the directory says when read back: by this very answer (`taken`), or before it. `by`: who decided,
   * null where the directory does not say.
   */
  | { readonly outcome: 'decided'; readonly verdict: Verdict; readonly by: PersonId | null; readonly taken: boolean }
  | { readonly outcome: 'refused'; readonly code: RefusalCode; readonly reason: string }
  /** It may have been taken: what the directory says later counts. */
  | { readonly outcome: 'unknown'; readonly reason: string }

export interface DeactivationOrder {
  /** Of this call: repeating it ends nothing more. */
  readonly key: string
  /** Ends only what was activated under this key, so that a late read never costs somebody their next activation. */
  readonly activationKey?: string
  readonly personId: PersonId
  readonly activatable: Activatable
}

export type DeactivateOutcome =
  | { readonly outcome: 'accepted' }
  /** PIM's five-minute floor and the like: ask again at that time. */
  | { readonly outcome: 'notBefore'; readonly at: Instant }
  | { readonly outcome: 'unknown'; readonly reason: string }
