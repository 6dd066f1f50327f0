import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { type Effect, LANES, type Lane } from '../../bot/domain/effect.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { EffectSettlement, PendingEffect } from '../../bot/ports/request-store.ts'
import { stored, storedJson } from './json.ts'
import type { MessageReferences } from './message-references.ts'
import { effectBody } from './schema.ts'
import { validKey } from './statements.ts'

export interface Outbox {
  /** Inside a transaction: arms the effects of a change, and every card of its request that shows an older face. */
  arm(effects: readonly Effect[], request: ActivationRequest | null, now: Instant): void
  /** Inside a transaction. */
  settle(settlement: EffectSettlement): void
  due(lane: Lane, now: Instant, limit: number): readonly PendingEffect[]
}

export const DUE_EFFECTS = `SELECT key, lane, request_id, generation, attempts, created_at, body FROM outbox
  WHERE lane = ? AND state = 'pending' AND not_before <= ? ORDER BY number LIMIT ?`

const row = z.object({
  key: z.string(),
  lane: z.enum(LANES),
  request_id: z.string().nullable(),
  generation: z.number(),
  attempts: z.number(),
  created_at: z.number(),
  body: z.string(),
})

/**
 * Intended messages. A card's row lives as long as its request or alert may change. Of everything else only the key stays once
 * it was sent or given up: a repeated save must find it and not send twice, while the body (names, justifications)
 * has no further use and is dropped.
 */
export function createOutbox(db: Database.Database, references: MessageReferences): Outbox {
  const arm = prepareArm(db)
  const current = db.prepare('SELECT generation FROM outbox WHERE key = ?').pluck()
  const finish = db.prepare(
    `UPDATE outbox SET state = @state, last_reason = iif(@state = 'done', NULL, last_reason), body = iif(kind IN ('card', 'usageAlert'), body, NULL)
     WHERE key = @key AND state = 'pending'`,
  )
  const retry = db.prepare(
    `UPDATE outbox SET attempts = attempts + 1, not_before = @retryAt, last_reason = @reason
     WHERE key = @key AND state = 'pending'`,
  )
  const due = db.prepare(DUE_EFFECTS)

  return {
    arm,
    settle({ key, generation, result, messageReference }) {
      if (messageReference) references.write(messageReference)
      // Armed again meanwhile: what this run sent is already old, and the effect stays as it is.
      if (current.get(key) !== generation) return
      if (typeof result === 'string') finish.run({ key, state: result })
      else retry.run({ key, retryAt: result.retryAt, reason: result.reason })
    },
    due: (lane, now, limit) => due.all(lane, now, limit).map(parse),
  }
}

function prepareArm(db: Database.Database): Outbox['arm'] {
  const pendingAgain =
    "state = 'pending', generation = generation + 1, attempts = 0, not_before = @now, last_reason = NULL"
  const cardsOfRequest = db.prepare(
    `UPDATE outbox SET ${pendingAgain}
     WHERE kind = 'card' AND request_id = @requestId AND NOT EXISTS (
       SELECT 1 FROM message_references AS shown
       WHERE shown.key = outbox.key AND shown.message_id IS NOT NULL AND shown.shown_view_version >= @viewVersion)`,
  )
  const add = db.prepare(
    `INSERT INTO outbox (key, lane, kind, request_id, state, generation, attempts, not_before, created_at, body)
     VALUES (@key, @lane, @kind, @requestId, 'pending', 1, 0, @now, @now, @body)
     ON CONFLICT (key) DO NOTHING`,
  )
  const again = db.prepare(`UPDATE outbox SET ${pendingAgain} WHERE key = @key AND kind IN ('card', 'usageAlert')`)

  return (effects, request, now) => {
    if (request) cardsOfRequest.run({ requestId: request.id, viewVersion: request.viewVersion, now })
    for (const { key, lane, requestId, body } of effects) {
      const columns = { key: validKey(key), lane, kind: body.kind, requestId, now, body: JSON.stringify(body) }
      const isNew = add.run(columns).changes === 1
      const wasArmedAbove = requestId !== null && requestId === request?.id
      if (!isNew && !wasArmedAbove) again.run({ key, now })
    }
  }
}

function parse(found: unknown): PendingEffect {
  const { key, lane, request_id, generation, attempts, created_at, body } = stored(row, found, 'effect')
  const content = stored(effectBody, storedJson(body, `effect ${key}`), `effect ${key}`)
  return { key, lane, requestId: request_id, body: content, generation, attempts, createdAt: created_at }
}
