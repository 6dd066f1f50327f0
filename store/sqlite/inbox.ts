import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { Instant } from '../../bot/domain/values.ts'
import type { Delivery, DeliveryKey, NewDelivery, RequestStore } from '../../bot/ports/request-store.ts'
import { damaged, isJsonObject, stored, storedJson } from './json.ts'
import { validKey } from './statements.ts'

type Deferral = Parameters<RequestStore['deferDelivery']>[1]

export interface Inbox {
  /** Inside a transaction. False for one that came before. */
  add(delivery: NewDelivery, now: Instant): boolean
  /** Inside a transaction. False where it is not waiting: completed, dead or never received. */
  complete(delivery: DeliveryKey): boolean
  /** Inside a transaction. Nothing where it is not waiting. */
  defer(delivery: DeliveryKey, deferral: Deferral): void
  due(now: Instant, limit: number): readonly Delivery[]
}

export const DUE_DELIVERIES = `SELECT platform, delivery_key, received_at, attempts, raw FROM inbox
  WHERE state = 'pending' AND not_before <= ? ORDER BY number LIMIT ?`

const row = z.object({
  platform: z.string(),
  delivery_key: z.string(),
  received_at: z.number(),
  attempts: z.number(),
  raw: z.string(),
})

/**
 * Deliveries in the order they came. A completed one keeps its key for ever, so that a replay finds it, and loses its
 * raw content, which is what people typed; a dead one keeps both, with the error, for whoever looks into it.
 */
export function createInbox(db: Database.Database): Inbox {
  const waiting = "platform = @platform AND delivery_key = @deliveryKey AND state = 'pending'"
  const add = db.prepare(
    `INSERT INTO inbox (platform, delivery_key, received_at, state, attempts, not_before, raw)
     VALUES (@platform, @deliveryKey, @receivedAt, 'pending', 0, @notBefore, @raw)
     ON CONFLICT (platform, delivery_key) DO NOTHING`,
  )
  const complete = db.prepare(`UPDATE inbox SET state = 'done', raw = NULL, last_error = NULL WHERE ${waiting}`)
  const retry = db.prepare(
    `UPDATE inbox SET attempts = attempts + 1, not_before = @at, last_error = @error WHERE ${waiting}`,
  )
  const bury = db.prepare(
    `UPDATE inbox SET attempts = attempts + 1, state = 'dead', last_error = @dead WHERE ${waiting}`,
  )
  const due = db.prepare(DUE_DELIVERIES)

  return {
    add(delivery, now) {
      const { platform, receivedAt, raw } = delivery
      const deliveryKey = validKey(delivery.deliveryKey)
      // Due at once, also where the adapter's clock runs ahead.
      const notBefore = Math.min(receivedAt, now)
      return add.run({ platform, deliveryKey, receivedAt, notBefore, raw: JSON.stringify(raw) }).changes === 1
    },
    complete: ({ platform, deliveryKey }) => complete.run({ platform, deliveryKey }).changes === 1,
    defer({ platform, deliveryKey }, deferral) {
      if ('dead' in deferral) bury.run({ platform, deliveryKey, dead: deferral.dead })
      else retry.run({ platform, deliveryKey, at: deferral.at, error: deferral.error })
    },
    due: (now, limit) => due.all(now, limit).map(parse),
  }
}

function parse(found: unknown): Delivery {
  const { platform, delivery_key, received_at, attempts, raw } = stored(row, found, 'delivery')
  const name = `delivery ${platform} ${delivery_key}`
  const content = storedJson(raw, name)
  if (!isJsonObject(content)) throw damaged(name, 'is not an object')
  return { platform, deliveryKey: delivery_key, receivedAt: received_at, attempts, raw: content }
}
