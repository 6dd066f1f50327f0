import type { ActivationRequest, Status } from '../domain/activation-request.ts'
import type { AuditEvent, AuditText, SealedAuditEvent } from '../domain/audit-event.ts'
import type { Effect, Lane } from '../domain/effect.ts'
import type { Instant, Json, JsonObject, PersonId, RequestId } from '../domain/values.ts'
import type { History } from './history.ts'

/** The store could not read or write (disk full, corrupt, closed). Nothing was committed by the call that threw it. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/**
 * Everything durable. Methods are promises and coarse: there is no transaction to hold open. Every method may throw
 * `StoreUnavailable`.
 */
export interface RequestStore {
  /**
   * One transaction: all of the change or none of it.
   * - `conflict`: the request's `rowVersion` or a fact's version was not as expected (or the new id is taken); decide again.
   * - `duplicate`: the requester has an open request for this activatable; linked ones (`continuesRequestId`) stand aside,
   *   one open linked request per predecessor.
   * - a delivery already completed: `conflict`.
   * Saving a request re-arms every card of it in the outbox. Effects whose key exists are re-armed, not doubled.
   */
  save(change: Change): Promise<SaveOutcome>

  request(id: RequestId): Promise<ActivationRequest | null>
  /** Newest first. */
  requests(query: RequestQuery): Promise<readonly ActivationRequest[]>
  countSubmitted(requesterId: PersonId, since: Instant): Promise<number>
  /** Requests whose `dueAt` has come, earliest first. */
  dueRequests(now: Instant, limit: number): Promise<readonly DueRequest[]>
  /** Lets a request be due at that time instead, as long as nobody has saved it since: what failed rests, and survives. */
  postponeRequest(due: DueRequest, at: Instant): Promise<void>
  /** The earliest instant after `after` at which any request, delivery or effect becomes due. */
  nextDueAt(after: Instant): Promise<Instant | null>

  /** Durable when it returns: only then may the platform be told that the delivery arrived. */
  receive(delivery: NewDelivery): Promise<'stored' | 'duplicate'>
  dueDeliveries(now: Instant, limit: number): Promise<readonly Delivery[]>
  /** Processing failed for now, or for good (`dead`): it is kept, with the error's code. */
  deferDelivery(
    delivery: DeliveryKey,
    retry: { readonly at: Instant; readonly error: string } | { readonly dead: string },
  ): Promise<void>

  dueEffects(lane: Lane, now: Instant, limit: number): Promise<readonly PendingEffect[]>
  /** Says how a run ended. A card re-armed since `generation` stays pending. */
  settleEffect(settlement: EffectSettlement): Promise<void>
  messageReference(key: string): Promise<MessageReference | null>
  messageReferences(requestId: RequestId): Promise<readonly MessageReference[]>

  fact(key: string): Promise<Fact | null>
  facts(prefix: string): Promise<readonly Fact[]>

  auditEvents(query: {
    readonly afterSeq?: number
    readonly requestId?: RequestId
    readonly limit: number
  }): Promise<readonly AuditRow[]>
  auditTexts(sha256: readonly string[]): Promise<readonly AuditText[]>
  counts(): Promise<StoreCounts>
  /** What happened, for usage, alerts and reports: kept in the transactions of `save`. */
  readonly history: History
}

export interface DueRequest {
  readonly id: RequestId
  readonly rowVersion: number
}

export interface RequestQuery {
  readonly requesterId?: PersonId
  readonly activatableKey?: string
  readonly ticket?: string
  readonly statuses?: readonly Status[]
  readonly continuesRequestId?: RequestId
  /** Only what comes after this request in the order given: the next page. */
  readonly before?: RequestId
  readonly limit: number
}

export interface Change {
  readonly request?: {
    readonly next: ActivationRequest
    /** 0 for a new request. */
    readonly expectedRowVersion: number
    /** Null when time alone changes nothing. */
    readonly dueAt: Instant | null
  }
  readonly auditEvents: readonly SealedAuditEvent[]
  readonly effects: readonly Effect[]
  readonly facts?: readonly FactWrite[]
  /** The delivery that this change answers: completed in the same transaction. */
  readonly delivery?: DeliveryKey
}

export type SaveOutcome =
  | { readonly outcome: 'saved' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'duplicate'; readonly openRequestId: RequestId }

export interface DeliveryKey {
  readonly platform: string
  readonly deliveryKey: string
}

export interface NewDelivery extends DeliveryKey {
  readonly receivedAt: Instant
  readonly raw: JsonObject
}

export interface Delivery extends NewDelivery {
  readonly attempts: number
}

export interface PendingEffect extends Effect {
  /** Grows each time the effect is armed. */
  readonly generation: number
  readonly attempts: number
  readonly createdAt: Instant
}

export interface EffectSettlement {
  readonly key: string
  readonly generation: number
  readonly result: 'done' | 'abandoned' | { readonly retryAt: Instant; readonly reason: string }
  /** Stored in the same transaction. */
  readonly messageReference?: MessageReference
}

/** Where a card was posted and which face it shows; or that its recipient cannot be reached. */
export interface MessageReference {
  /** The effect's key. */
  readonly key: string
  readonly requestId: RequestId | null
  readonly platform: string
  readonly address: string
  /** Null while it is not posted: unreachable, or over before it was sent. */
  readonly messageId: string | null
  readonly shownViewVersion: number
  readonly unreachable: string | null
}

/** A small durable statement of the engine: who is blocked, who is away, where somebody was last seen. */
export interface Fact {
  readonly key: string
  readonly value: Json
  readonly version: number
}

export interface FactWrite {
  readonly key: string
  /** Null removes. */
  readonly value: Json
  /** 0: must not exist; null: whatever is there. */
  readonly expectedVersion: number | null
}

export interface AuditRow {
  readonly event: AuditEvent
  /** The canonical JSON exactly as stored. */
  readonly canonical: string
}

export interface StoreCounts {
  readonly requests: number
  readonly auditEvents: number
  readonly pendingDeliveries: number
  readonly pendingEffects: number
  readonly deadDeliveries: number
  readonly abandonedEffects: number
}
