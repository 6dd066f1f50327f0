import type Database from 'better-sqlite3'
import type { Instant } from '../../bot/domain/values.ts'
import type { History } from '../../bot/ports/history.ts'
import type { RequestStore, StoreCounts } from '../../bot/ports/request-store.ts'
import { read } from './errors.ts'
import type { GroupCommit } from './group-commit.ts'
import type { MessageReferences } from './message-references.ts'
import { applyChange, type Parts } from './save.ts'

/** The port over its parts: writes through the group commit, reads at once (they see what is committed). */
export function createRequestStore(
  db: Database.Database,
  parts: Parts & { readonly references: MessageReferences; readonly history: History },
  commits: GroupCommit,
  now: () => Instant,
): RequestStore {
  const { requests, inbox, outbox, references, facts, audit, history } = parts
  const nextDue = prepareNextDue(db)
  const counts = prepareCounts(db)

  return {
    save: (change) => commits.write(() => applyChange(parts, change, now())),
    request: (id) => read(() => requests.byId(id)),
    requests: (query) => read(() => requests.find(query)),
    countSubmitted: (requesterId, since) => read(() => requests.countSubmitted(requesterId, since)),
    dueRequests: (at, limit) => read(() => requests.due(at, limit)),
    postponeRequest: (due, at) => commits.write(() => ({ answer: requests.postpone(due, at), keep: true })),
    nextDueAt: (after) => read(() => nextDue(after)),

    receive: (delivery) =>
      commits.write(() => ({ answer: inbox.add(delivery, now()) ? 'stored' : 'duplicate', keep: true })),
    dueDeliveries: (at, limit) => read(() => inbox.due(at, limit)),
    deferDelivery: (delivery, deferral) =>
      commits.write(() => ({ answer: inbox.defer(delivery, deferral), keep: true })),

    dueEffects: (lane, at, limit) => read(() => outbox.due(lane, at, limit)),
    settleEffect: (settlement) => commits.write(() => ({ answer: outbox.settle(settlement), keep: true })),
    messageReference: (key) => read(() => references.byKey(key)),
    messageReferences: (requestId) => read(() => references.ofRequest(requestId)),

    fact: (key) => read(() => facts.byKey(key)),
    facts: (prefix) => read(() => facts.startingWith(prefix)),

    auditEvents: (query) => read(() => audit.events(query)),
    auditTexts: (sha256) => read(() => audit.texts(sha256)),
    history,
    counts: () => read(() => ({ ...counts(), auditEvents: audit.size() })),
  }
}

/** Each minimum is the first entry of a partial index: the cost does not grow with what is waiting. */
export const NEXT_DUE = [
  'SELECT min(due_at) FROM requests WHERE due_at > ?',
  "SELECT min(not_before) FROM inbox WHERE state = 'pending' AND not_before > ?",
  "SELECT min(not_before) FROM outbox WHERE state = 'pending' AND not_before > ?",
]

function prepareNextDue(db: Database.Database): (after: Instant) => Instant | null {
  const minima = NEXT_DUE.map((sql) => db.prepare(sql).pluck())
  return (after) => {
    const instants = minima.map((minimum) => minimum.get(after)).filter((value) => typeof value === 'number')
    return instants.length === 0 ? null : Math.min(...instants)
  }
}

function prepareCounts(db: Database.Database): () => Omit<StoreCounts, 'auditEvents'> {
  const rows = (from: string) => db.prepare(`SELECT count(*) FROM ${from}`).pluck()
  const requests = rows('requests')
  const pendingDeliveries = rows("inbox WHERE state = 'pending'")
  const deadDeliveries = rows("inbox WHERE state = 'dead'")
  const pendingEffects = rows("outbox WHERE state = 'pending'")
  const abandonedEffects = rows("outbox WHERE state = 'abandoned'")
  return () => ({
    requests: Number(requests.get()),
    pendingDeliveries: Number(pendingDeliveries.get()),
    deadDeliveries: Number(deadDeliveries.get()),
    pendingEffects: Number(pendingEffects.get()),
    abandonedEffects: Number(abandonedEffects.get()),
  })
}
