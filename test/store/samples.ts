import { createHash } from 'node:crypto'
import type { Activatable } from '../../bot/domain/activatable.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import type { AuditText, SealedAuditEvent } from '../../bot/domain/audit-event.ts'
import { durationFromMs, HOUR } from '../../bot/domain/duration.ts'
import type { Effect, LivingCard } from '../../bot/domain/effect.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { Change, MessageReference, NewDelivery, RequestStore } from '../../bot/ports/request-store.ts'

/** A Monday morning: every test starts here and moves its own clock. */
export const MONDAY: Instant = Date.UTC(2026, 4, 4, 13)

export const EXCHANGE: Activatable = {
  kind: 'role',
  roleDefinitionId: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  scope: '/',
}
export const TIER0_MEMBER: Activatable = { kind: 'group', groupId: 'tier0', access: 'member' }

/** A valid request of Adele's, waiting for approval. */
export function sampleRequest(changes: Partial<ActivationRequest> = {}): ActivationRequest {
  return {
    id: 'EL-4F7K',
    rowVersion: 1,
    termsVersion: 1,
    viewVersion: 1,
    status: 'pendingApproval',
    requesterId: 'adele',
    terms: {
      activatable: EXCHANGE,
      duration: durationFromMs(HOUR),
      latestEnd: null,
      justification: 'Mailbox of Zoë won’t sync',
      ticket: 'INC-1234',
    },
    submittedAt: MONDAY,
    continuesRequestId: null,
    proof: { at: MONDAY, method: 'totp' },
    approval: {
      openedAt: MONDAY,
      required: 1,
      nextReminderAt: MONDAY + HOUR / 4,
      reminderInterval: durationFromMs(HOUR / 4),
      escalatesAt: null,
      escalatedAt: null,
      asked: [],
      unreachable: [],
    },
    votes: [],
    windowEndsAt: MONDAY + HOUR,
    provisioning: null,
    activation: null,
    ending: null,
    outcome: null,
    endVerifiedAt: null,
    ...changes,
  }
}

/** A request with every optional part present. */
export function fullRequest(changes: Partial<ActivationRequest> = {}): ActivationRequest {
  return sampleRequest({
    status: 'revoked',
    votes: [{ personId: 'alex', at: MONDAY + 1, duration: durationFromMs(HOUR / 2), proven: false }],
    provisioning: { startedAt: MONDAY + 2, attempts: 2, outcome: 'accepted', readBackAt: MONDAY + 3, readBacks: 4 },
    activation: {
      assignmentId: 'a-1',
      startedAt: MONDAY + 4,
      endsAt: MONDAY + HOUR,
      noticeAt: null,
      overdueSince: MONDAY + HOUR + 1,
      readBackAt: MONDAY + HOUR,
      readBacks: 9,
    },
    ending: {
      reason: 'revoked',
      since: MONDAY + 5,
      by: { kind: 'person', personId: 'soc' },
      note: 'stolen laptop',
      retryAt: MONDAY + 6,
      attempts: 1,
      code: null,
      removed: true,
      unsettledUntil: 0,
      refusedUntil: MONDAY + 7,
    },
    outcome: { at: MONDAY + 8, by: { kind: 'directory' }, code: 'eligibilityLost', reason: 'gone' },
    endVerifiedAt: MONDAY + 9,
    ...changes,
  })
}

/** The change that brings `next` about: over the version before it, due when its window ends. */
export function sampleChange(next: ActivationRequest, changes: Partial<Change> = {}): Change {
  return {
    request: { next, expectedRowVersion: next.rowVersion - 1, dueAt: next.windowEndsAt },
    auditEvents: [sampleAuditEvent({ requestId: next.id })],
    effects: [],
    ...changes,
  }
}

/** The version after `request`, as a use case would save it. */
export function nextVersion(request: ActivationRequest, changes: Partial<ActivationRequest> = {}): ActivationRequest {
  return { ...request, rowVersion: request.rowVersion + 1, viewVersion: request.viewVersion + 1, ...changes }
}

export function sampleAuditEvent(changes: Partial<SealedAuditEvent> = {}): SealedAuditEvent {
  return {
    at: MONDAY,
    type: 'requestSubmitted',
    actor: { kind: 'person', personId: 'adele' },
    requestId: 'EL-4F7K',
    data: { to: 'pendingApproval', rowVersion: 1 },
    texts: [],
    ...changes,
  }
}

export function sampleText(text: string, salt = 'a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4'): AuditText {
  return {
    sha256: createHash('sha256').update(Buffer.from(salt, 'hex')).update(text, 'utf8').digest('hex'),
    salt,
    text,
  }
}

export function sampleDelivery(changes: Partial<NewDelivery> = {}): NewDelivery {
  return { platform: 'web', deliveryKey: 'd-1', receivedAt: MONDAY, raw: { text: 'exchange admin 1h' }, ...changes }
}

export function cardEffect(request: ActivationRequest, personId = 'alex', card: LivingCard = 'approval'): Effect {
  const to = { kind: 'person', personId } as const
  return {
    key: `card:${card}:${request.id}:person:${personId}`,
    lane: 'prompt',
    requestId: request.id,
    body: { kind: 'card', card, requestId: request.id, to },
  }
}

export function noticeEffect(request: ActivationRequest, occasion = '1'): Effect {
  const to = { kind: 'channel', platform: 'web', channelId: 'security-feed' } as const
  return {
    key: `notice:activated:${request.id}:${occasion}`,
    lane: 'feed',
    requestId: request.id,
    body: { kind: 'notice', notice: 'activated', requestId: request.id, to },
  }
}

export function replyEffect(key = 'reply:web:d-1'): Effect {
  const view = { card: 'help', role: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' } } as const
  return {
    key,
    lane: 'reply',
    requestId: null,
    body: { kind: 'reply', platform: 'web', address: 'adele', personId: 'adele', view },
  }
}

export function sampleReference(effect: Effect, changes: Partial<MessageReference> = {}): MessageReference {
  return {
    key: effect.key,
    requestId: effect.requestId,
    platform: 'web',
    address: 'alex',
    messageId: 'm-1',
    shownViewVersion: 1,
    unreachable: null,
    ...changes,
  }
}

/** Saves and insists that it was saved. */
export async function saved(store: RequestStore, change: Change): Promise<void> {
  const outcome = await store.save(change)
  if (outcome.outcome !== 'saved') throw new Error(`Not saved: ${JSON.stringify(outcome)}`)
}

export async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
