import type { PersonId, RequestId } from './values.ts'

/** Names the one sign-in with which an approver's answer may be handed to the directory: nobody else's, and no activation's. */
export function answerKey(requestId: RequestId, personId: PersonId): string {
  return `answer:${requestId}:${personId}`
}
