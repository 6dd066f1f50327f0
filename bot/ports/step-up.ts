import type { Verdict } from '../domain/request-event.ts'
import type { PersonId, RequestId } from '../domain/values.ts'

/** Proof of presence. What proves it (an authenticator code, a fresh sign-in) is the adapter's. */
export interface StepUp {
  /** Whether the person can prove anything at all; nobody enrols from a step-up link. */
  isEnrolled(personId: PersonId): Promise<boolean>
  /** Address of the page that proves `personId` present for that purpose. It gives no right to whoever opens it. */
  linkFor(purpose: StepUpPurpose, personId: PersonId): Promise<string>
}

export type StepUpPurpose =
  | { readonly kind: 'request'; readonly requestId: RequestId }
  /** Delegated activation: the requester's sign-in, with which the directory is then called. */
  | { readonly kind: 'activate'; readonly requestId: RequestId }
  /** An approval that counts only with the approver's own proof (`approverStepUp`). */
  | {
      readonly kind: 'approve'
      readonly requestId: RequestId
      readonly termsVersion: number
      readonly duration: string | null
    }
  /** An answer that the directory takes from the approver alone: their sign-in, with which it is then called. */
  | {
      readonly kind: 'answer'
      readonly requestId: RequestId
      readonly termsVersion: number
      readonly verdict: Verdict
      /** In their own words. */
      readonly reason: string | null
    }
