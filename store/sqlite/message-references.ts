import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { RequestId } from '../../bot/domain/values.ts'
import type { MessageReference } from '../../bot/ports/request-store.ts'
import { stored } from './json.ts'

export interface MessageReferences {
  /** Inside a transaction. */
  write(reference: MessageReference): void
  byKey(key: string): MessageReference | null
  /** By key. */
  ofRequest(requestId: RequestId): readonly MessageReference[]
}

const row = z.object({
  key: z.string(),
  request_id: z.string().nullable(),
  platform: z.string(),
  address: z.string(),
  message_id: z.string().nullable(),
  shown_view_version: z.number(),
  unreachable: z.string().nullable(),
})

export function createMessageReferences(db: Database.Database): MessageReferences {
  const write = db.prepare(
    `INSERT INTO message_references (key, request_id, platform, address, message_id, shown_view_version, unreachable)
     VALUES (@key, @requestId, @platform, @address, @messageId, @shownViewVersion, @unreachable)
     ON CONFLICT (key) DO UPDATE SET request_id = excluded.request_id, platform = excluded.platform,
       address = excluded.address, message_id = excluded.message_id,
       shown_view_version = excluded.shown_view_version, unreachable = excluded.unreachable`,
  )
  const byKey = db.prepare('SELECT * FROM message_references WHERE key = ?')
  const ofRequest = db.prepare('SELECT * FROM message_references WHERE request_id = ? ORDER BY key')

  return {
    write: (reference) => void write.run(reference),
    byKey(key) {
      const found = byKey.get(key)
      return found === undefined ? null : parse(found)
    },
    ofRequest: (requestId) => ofRequest.all(requestId).map(parse),
  }
}

function parse(found: unknown): MessageReference {
  const { key, request_id, platform, address, message_id, shown_view_version, unreachable } = stored(
    row,
    found,
    'message reference',
  )
  return {
    key,
    requestId: request_id,
    platform,
    address,
    messageId: message_id,
    shownViewVersion: shown_view_version,
    unreachable,
  }
}
