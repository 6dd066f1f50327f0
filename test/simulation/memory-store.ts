import { createHash } from 'node:crypto'
import { activatableKey } from '../../bot/domain/activatable.ts'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import { type AuditText, MAXIMUM_AUDIT_EVENT_BYTES, type SealedAuditEvent } from '../../bot/domain/audit-event.ts'
import { canonicalJson } from '../../bot/domain/canonical-json.ts'
import type { Effect } from '../../bot/domain/effect.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type {
  AuditRow,
  Change,
  Delivery,
  DeliveryKey,
  Fact,
  FactWrite,
  MessageReference,
  NewDelivery,
  PendingEffect,
  RequestQuery,
  RequestStore,
  SaveOutcome,
} from '../../bot/ports/request-store.ts'
import { StoreWriteRefused } from '../../store/sqlite/index.ts'
import { createMemoryHistory } from './memory-history.ts'

interface StoredRequest {
  readonly number: number
  readonly request: ActivationRequest
  readonly dueAt: Instant | null
}

interface StoredDelivery {
  readonly delivery: Delivery
  readonly state: 'pending' | 'done' | 'dead'
  readonly notBefore: Instant
}

interface StoredEffect {
  readonly effect: PendingEffect
  readonly state: 'pending' | 'done' | 'abandoned'
  readonly notBefore: Instant
}

/** The port `request-store` in memory: as durable as the simulation that holds it, and reproducible to the last order. */
export function createMemoryStore(now: () => Instant): RequestStore {
  const requests = new Map<string, StoredRequest>()
  const inbox = new Map<string, StoredDelivery>()
  const outbox = new Map<string, StoredEffect>()
  const references = new Map<string, MessageReference>()
  const facts = new Map<string, Fact>()
  const audit: AuditRow[] = []
  const texts = new Map<string, AuditText>()
  let lastHash = '0'.repeat(64)

  function save(change: Change): SaveOutcome {
    const { delivery, request, facts: writes = [], auditEvents, effects } = change
    if (delivery && inbox.get(inboxKey(delivery))?.state !== 'pending') return { outcome: 'conflict' }
    const refused = request && refusalOf(request)
    if (refused) return refused
    const after = factsAfter(writes)
    if (!after) return { outcome: 'conflict' }
    const rows = chained(auditEvents)
    if (delivery) complete(delivery)
    if (request) write(request.next, request.dueAt)
    for (const [key, fact] of after) fact ? facts.set(key, fact) : facts.delete(key)
    appendRows(rows, auditEvents)
    arm(effects, request?.next ?? null)
    return { outcome: 'saved' }
  }

  function refusalOf({ next, expectedRowVersion }: NonNullable<Change['request']>): SaveOutcome | null {
    if (!Number.isSafeInteger(next.rowVersion) || next.rowVersion <= expectedRowVersion || expectedRowVersion < 0)
      throw new StoreWriteRefused('invalidRowVersion', `Request ${next.id}: its version must grow`)
    if ((requests.get(next.id)?.request.rowVersion ?? 0) !== expectedRowVersion) return { outcome: 'conflict' }
    const open = isTerminal(next.status) ? undefined : openBeside(next)
    if (open) return { outcome: 'duplicate', openRequestId: open }
    if (
      next.continuesRequestId !== null &&
      next.continuesRequestId !== next.id &&
      !requests.has(next.continuesRequestId)
    )
      throw new Error(`Request ${next.id} continues one that does not exist`)
    return null
  }

  function openBeside(next: ActivationRequest): string | undefined {
    const key = activatableKey(next.terms.activatable)
    for (const { request } of requests.values()) {
      if (request.id === next.id || isTerminal(request.status)) continue
      const isSame = request.requesterId === next.requesterId && activatableKey(request.terms.activatable) === key
      const isBeside =
        next.continuesRequestId === null
          ? isSame && !isOpen(request.continuesRequestId)
          : request.continuesRequestId === next.continuesRequestId
      if (isBeside) return request.id
    }
    return undefined
  }

  function isOpen(id: string | null): boolean {
    const request = id === null ? undefined : requests.get(id)?.request
    return request !== undefined && !isTerminal(request.status)
  }

  /** Null where a version is not as expected. */
  function factsAfter(writes: readonly FactWrite[]): ReadonlyMap<string, Fact | null> | null {
    const after = new Map<string, Fact | null>()
    for (const { key, value, expectedVersion } of writes) {
      const current = after.has(key) ? after.get(key) : facts.get(key)
      const version = current?.version ?? 0
      if (expectedVersion !== null && expectedVersion !== version) return null
      after.set(key, value === null ? null : { key, value: structuredClone(value), version: version + 1 })
    }
    return after
  }

  function chained(events: readonly SealedAuditEvent[]): readonly (AuditRow & { readonly hash: string })[] {
    let previous = lastHash
    return events.map(({ texts: _, ...recorded }, index) => {
      const event = { seq: audit.length + 1 + index, previous, ...recorded }
      const canonical = canonicalText(event)
      previous = createHash('sha256').update(canonical, 'utf8').digest('hex')
      return { event: JSON.parse(canonical), canonical, hash: previous }
    })
  }

  function appendRows(rows: ReturnType<typeof chained>, events: readonly SealedAuditEvent[]): void {
    for (const { hash, ...row } of rows) {
      audit.push(row)
      lastHash = hash
    }
    for (const text of events.flatMap((event) => event.texts)) if (!texts.has(text.sha256)) texts.set(text.sha256, text)
  }

  function complete(delivery: DeliveryKey): void {
    const stored = inbox.get(inboxKey(delivery))
    if (stored) inbox.set(inboxKey(delivery), { ...stored, state: 'done' })
  }

  function write(request: ActivationRequest, dueAt: Instant | null): void {
    const number = requests.get(request.id)?.number ?? requests.size + 1
    requests.set(request.id, { number, request, dueAt })
  }

  function arm(effects: readonly Effect[], request: ActivationRequest | null): void {
    const at = now()
    if (request) {
      for (const [key, { effect }] of outbox) {
        if (effect.body.kind !== 'card' || effect.requestId !== request.id) continue
        const shown = references.get(key)
        if (shown?.messageId == null || shown.shownViewVersion < request.viewVersion) again(key, at)
      }
    }
    for (const effect of effects) {
      const isNew = !outbox.has(effect.key)
      const pending = { ...effect, generation: 1, attempts: 0, createdAt: at }
      if (isNew) outbox.set(effect.key, { effect: pending, state: 'pending', notBefore: at })
      else if (isLiving(effect) && (effect.requestId === null || effect.requestId !== request?.id))
        again(effect.key, at)
    }
  }

  function isLiving({ body }: Effect): boolean {
    return body.kind === 'card' || body.kind === 'usageAlert'
  }

  function again(key: string, at: Instant): void {
    const stored = outbox.get(key)
    if (!stored) return
    const effect = { ...stored.effect, generation: stored.effect.generation + 1, attempts: 0 }
    outbox.set(key, { effect, state: 'pending', notBefore: at })
  }

  function due<T>(items: Iterable<T>, isDue: (item: T) => boolean, limit: number): T[] {
    const found: T[] = []
    for (const item of items) if (found.length < limit && isDue(item)) found.push(item)
    return found
  }

  function isMatch({ request, number }: StoredRequest, query: RequestQuery, before: StoredRequest | null): boolean {
    const { requesterId, activatableKey: key, ticket, statuses, continuesRequestId } = query
    if (requesterId !== undefined && request.requesterId !== requesterId) return false
    if (key !== undefined && activatableKey(request.terms.activatable) !== key) return false
    if (ticket !== undefined && request.terms.ticket !== ticket) return false
    if (statuses && !statuses.includes(request.status)) return false
    if (continuesRequestId !== undefined && request.continuesRequestId !== continuesRequestId) return false
    if (!before) return true
    const { submittedAt } = before.request
    return request.submittedAt < submittedAt || (request.submittedAt === submittedAt && number < before.number)
  }

  return {
    history: createMemoryHistory(audit),
    save: async (change) => save(change),
    request: async (id) => requests.get(id)?.request ?? null,
    requests: async (query) => {
      const before = query.before === undefined ? null : (requests.get(query.before) ?? null)
      if (query.before !== undefined && !before) return []
      return [...requests.values()]
        .filter((stored) => isMatch(stored, query, before))
        .sort((a, b) => b.request.submittedAt - a.request.submittedAt || b.number - a.number)
        .slice(0, query.limit)
        .map(({ request }) => request)
    },
    countSubmitted: async (requesterId, since) =>
      [...requests.values()].filter(
        ({ request }) => request.requesterId === requesterId && request.submittedAt >= since,
      ).length,
    dueRequests: async (at, limit) =>
      [...requests.values()]
        .filter(({ dueAt }) => dueAt !== null && dueAt <= at)
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.number - b.number)
        .slice(0, limit)
        .map(({ request }) => request),
    postponeRequest: async ({ id, rowVersion }, at) => {
      const stored = requests.get(id)
      if (stored?.request.rowVersion === rowVersion && stored.dueAt !== null) requests.set(id, { ...stored, dueAt: at })
    },
    nextDueAt: async (after) => {
      let earliest = Number.POSITIVE_INFINITY
      for (const { dueAt } of requests.values())
        if (dueAt !== null && dueAt > after && dueAt < earliest) earliest = dueAt
      for (const table of [inbox.values(), outbox.values()])
        for (const { state, notBefore } of table)
          if (state === 'pending' && notBefore > after && notBefore < earliest) earliest = notBefore
      return Number.isFinite(earliest) ? earliest : null
    },

    receive: async (delivery: NewDelivery) => {
      const key = inboxKey(delivery)
      if (inbox.has(key)) return 'duplicate'
      const { platform, deliveryKey, receivedAt } = delivery
      const kept = { platform, deliveryKey, receivedAt, raw: structuredClone(delivery.raw), attempts: 0 }
      inbox.set(key, { delivery: kept, state: 'pending', notBefore: Math.min(receivedAt, now()) })
      return 'stored'
    },
    dueDeliveries: async (at, limit) =>
      due(inbox.values(), ({ state, notBefore }) => state === 'pending' && notBefore <= at, limit).map(
        ({ delivery }) => delivery,
      ),
    deferDelivery: async (key, retry) => {
      const stored = inbox.get(inboxKey(key))
      if (stored?.state !== 'pending') return
      const delivery = { ...stored.delivery, attempts: stored.delivery.attempts + 1 }
      const next = 'dead' in retry ? ({ state: 'dead' } as const) : { notBefore: retry.at }
      inbox.set(inboxKey(key), { ...stored, delivery, ...next })
    },

    dueEffects: async (lane, at, limit) =>
      due(
        outbox.values(),
        ({ effect, state, notBefore }) => effect.lane === lane && state === 'pending' && notBefore <= at,
        limit,
      ).map(({ effect }) => effect),
    settleEffect: async ({ key, generation, result, messageReference }) => {
      if (messageReference) references.set(messageReference.key, messageReference)
      const stored = outbox.get(key)
      if (stored?.state !== 'pending' || stored.effect.generation !== generation) return
      if (typeof result === 'string') outbox.set(key, { ...stored, state: result })
      else {
        const effect = { ...stored.effect, attempts: stored.effect.attempts + 1 }
        outbox.set(key, { ...stored, effect, notBefore: result.retryAt })
      }
    },
    messageReference: async (key) => references.get(key) ?? null,
    messageReferences: async (requestId) =>
      [...references.values()].filter((each) => each.requestId === requestId).sort((a, b) => byBytes(a.key, b.key)),

    fact: async (key) => facts.get(key) ?? null,
    facts: async (prefix) =>
      [...facts.values()].filter(({ key }) => key.startsWith(prefix)).sort((a, b) => byBytes(a.key, b.key)),

    auditEvents: async ({ afterSeq = 0, requestId, limit }) =>
      audit
        .slice(afterSeq)
        .filter(({ event }) => requestId === undefined || event.requestId === requestId)
        .slice(0, limit),
    auditTexts: async (sha256) => [...new Set(sha256)].sort().flatMap((each) => texts.get(each) ?? []),
    counts: async () => ({
      requests: requests.size,
      auditEvents: audit.length,
      pendingDeliveries: [...inbox.values()].filter(({ state }) => state === 'pending').length,
      deadDeliveries: [...inbox.values()].filter(({ state }) => state === 'dead').length,
      pendingEffects: [...outbox.values()].filter(({ state }) => state === 'pending').length,
      abandonedEffects: [...outbox.values()].filter(({ state }) => state === 'abandoned').length,
    }),
  }
}

function canonicalText(event: object): string {
  let canonical: string
  try {
    canonical = canonicalJson(event)
  } catch (error) {
    throw new StoreWriteRefused('auditEventNotCanonical', String(error))
  }
  if (Buffer.byteLength(canonical) > MAXIMUM_AUDIT_EVENT_BYTES)
    throw new StoreWriteRefused('auditEventTooLarge', 'An audit event is too large')
  return canonical
}

function inboxKey({ platform, deliveryKey }: DeliveryKey): string {
  return `${platform}\n${deliveryKey}`
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
