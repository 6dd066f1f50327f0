import type { AuditEvent } from '../domain/audit-event.ts'
import type { Instant, RequestId } from '../domain/values.ts'
import type { RequestStore } from '../ports/request-store.ts'

const REACHED = 'retention:reached'
const PAGE = 500

/**
 * Erases what people typed before an instant: justifications, and reasons of denials and revocations. The audit log
 * keeps a salted commitment to each, so every event and the chain stay as they were; without salt and text nobody can
 * tell what it stood for. Requests that are still open keep theirs until a later run. Answers how many texts are gone.
 */
export async function eraseTextsBefore(store: RequestStore, before: Instant): Promise<number> {
  let erased = 0
  let reached = await reachedSeq(store)
  for (;;) {
    const page = await store.auditEvents({ afterSeq: reached, limit: PAGE })
    const old = page.filter(({ event }) => event.at < before)
    const until = await firstOpen(store, old)
    const done = until === null ? old : old.filter(({ event }) => event.seq < until)
    const last = done.at(-1)
    if (!last) return erased
    const sha256 = done.flatMap(({ event }) => commitmentsIn(event))
    const requestIds = [...new Set(done.flatMap(({ event }) => event.requestId ?? []))]
    erased += await store.history.eraseTexts({ sha256, requestIds })
    reached = last.event.seq
    await store.save({ auditEvents: [], effects: [], facts: [{ key: REACHED, value: reached, expectedVersion: null }] })
    if (done.length < page.length || page.length < PAGE) return erased
  }
}

/** `seq` of the first of these events that belongs to a request still open; null where none does. */
async function firstOpen(store: RequestStore, rows: readonly { readonly event: AuditEvent }[]): Promise<number | null> {
  const seen = new Map<RequestId, boolean>()
  for (const { event } of rows) {
    if (event.requestId === null) continue
    const known = seen.get(event.requestId)
    const isOpen = known ?? (await isStillOpen(store, event.requestId))
    seen.set(event.requestId, isOpen)
    if (isOpen) return event.seq
  }
  return null
}

async function isStillOpen(store: RequestStore, id: RequestId): Promise<boolean> {
  const record = await store.history.record(id)
  return record !== null && record.closedAt === null
}

async function reachedSeq(store: RequestStore): Promise<number> {
  const fact = await store.fact(REACHED)
  return typeof fact?.value === 'number' ? fact.value : 0
}

function commitmentsIn({ data }: AuditEvent): readonly string[] {
  const personal = data['personal']
  if (typeof personal !== 'object' || personal === null || Array.isArray(personal)) return []
  return Object.values(personal).filter((value) => typeof value === 'string')
}
