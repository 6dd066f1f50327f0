import type { Instant } from '../../bot/domain/values.ts'
import type { Change, SaveOutcome } from '../../bot/ports/request-store.ts'
import type { AuditLog } from './audit-log.ts'
import type { Facts } from './facts.ts'
import type { Written } from './group-commit.ts'
import type { Inbox } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import type { Requests } from './requests.ts'

export interface Parts {
  readonly requests: Requests
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly facts: Facts
  readonly audit: AuditLog
}

/** Applies a change inside a transaction. The guards come first; whatever is not `saved` is to be undone. */
export function applyChange(parts: Parts, change: Change, now: Instant): Written<SaveOutcome> {
  if (change.delivery && !parts.inbox.complete(change.delivery)) return undone({ outcome: 'conflict' })
  if (change.request) {
    const outcome = parts.requests.write(change.request)
    if (outcome.outcome !== 'saved') return undone(outcome)
  }
  for (const fact of change.facts ?? []) {
    if (!parts.facts.write(fact)) return undone({ outcome: 'conflict' })
  }
  parts.audit.append(change.auditEvents)
  parts.outbox.arm(change.effects, change.request?.next ?? null, now)
  return { answer: { outcome: 'saved' }, keep: true }
}

function undone(answer: SaveOutcome): Written<SaveOutcome> {
  return { answer, keep: false }
}
