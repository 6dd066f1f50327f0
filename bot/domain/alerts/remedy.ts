import type { Activatable } from '../activatable.ts'
import type { PersonId, RequestId } from '../values.ts'
import type { Finding } from './finding.ts'

/** What a button can put right. */
export type Remedy =
  /** Ends what the directory still shows: of an activation of ours, or of one made elsewhere (`requestId` null). */
  | {
      readonly kind: 'end'
      readonly personId: PersonId
      readonly activatable: Activatable
      readonly requestId: RequestId | null
    }
  /** Ends everything of a person and blocks new requests. */
  | { readonly kind: 'revokePerson'; readonly personId: PersonId }
  | { readonly kind: 'revokeTicket'; readonly ticket: string }

/** The remedy of an alert, or null where only people can put it right: assignments and settings are the organisation's. */
export function remedyOf({ rule, key, personId, activatable, ticket }: Finding): Remedy | null {
  switch (rule) {
    case 'wentRound':
      return personId && activatable ? { kind: 'end', personId, activatable, requestId: null } : null
    case 'activePastEnd':
      return personId && activatable ? { kind: 'end', personId, activatable, requestId: key } : null
    case 'unusualActivation':
    case 'activatedTooOften':
      return personId ? { kind: 'revokePerson', personId } : null
    case 'ticketReused':
      return ticket ? { kind: 'revokeTicket', ticket } : null
    default:
      return null
  }
}
