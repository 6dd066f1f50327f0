import { createHash } from 'node:crypto'
import { type AuditEvent, type AuditText, MAXIMUM_AUDIT_EVENT_BYTES } from '../../bot/domain/audit-event.ts'
import { canonicalJson } from '../../bot/domain/canonical-json.ts'
import { MINUTE } from '../../bot/domain/duration.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { NO_PREVIOUS, type StoredAuditEvent } from './audit-log.ts'
import { canonicalHash } from './canonical-hash.ts'
import { auditEvent } from './schema.ts'

/** Where a verification stands: give it to the next one to go on from there. */
export interface AuditHead {
  readonly seq: number
  /** Hex SHA-256 of the canonical JSON of event `seq`. */
  readonly hash: string
  /** The latest instant of any event so far. */
  readonly latestAt: Instant
  /** By how much the clock has jumped ahead, recorded and not confirmed: what was decided before may be saved after. */
  readonly jumpedBy?: number
}

export const AUDIT_FAULTS = [
  'gap',
  'tooLarge',
  'notCanonical',
  'contentUnreadable',
  'columnsDiffer',
  'previousDiffers',
  'timeBackward',
] as const
export type AuditFault = (typeof AUDIT_FAULTS)[number]

export type AuditVerification =
  | { readonly outcome: 'intact'; readonly checked: number; readonly head: AuditHead }
  | {
      readonly outcome: 'broken'
      readonly checked: number
      /** The first event that is not as it was written; for `gap`, the one that should be there. */
      readonly seq: number
      readonly fault: AuditFault
    }

export const EMPTY_AUDIT_HEAD: AuditHead = { seq: 0, hash: NO_PREVIOUS, latestAt: 0 }

/**
 * Events carry the instant of their decision and are numbered when it is saved: of two people deciding at once, the one
 * whose directory answers later may come second with the earlier instant. More than this is no such race.
 */
export const TIME_TOLERANCE_MS = 5 * MINUTE

/**
 * Recomputes the log from `start` on and names the first event that is not as it was written. It cannot see that the
 * newest events were cut off, or that everything was rewritten: for that, compare `head` with one noted elsewhere.
 */
export async function verifyAuditRows(
  rows: AsyncIterable<StoredAuditEvent> | Iterable<StoredAuditEvent>,
  start: AuditHead = EMPTY_AUDIT_HEAD,
): Promise<AuditVerification> {
  let head = start
  let checked = 0
  for await (const row of rows) {
    const next = follow(head, row)
    if (typeof next === 'string') {
      return { outcome: 'broken', checked, seq: next === 'gap' ? head.seq + 1 : row.seq, fault: next }
    }
    head = next
    checked += 1
  }
  return { outcome: 'intact', checked, head }
}

/** Whether a text is the one that its commitment in the log stands for: as `Ids.commitment` makes it. */
export function isTextIntact({ sha256, salt, text }: AuditText): boolean {
  return createHash('sha256').update(salt, 'hex').update(text, 'utf8').digest('hex') === sha256
}

function follow(head: AuditHead, row: StoredAuditEvent): AuditHead | AuditFault {
  if (row.seq !== head.seq + 1) return 'gap'
  if (Buffer.byteLength(row.canonical, 'utf8') > MAXIMUM_AUDIT_EVENT_BYTES) return 'tooLarge'
  const content = contentOf(row.canonical)
  if (typeof content === 'string') return content
  if (!columnsAgree(row, content)) return 'columnsDiffer'
  if (content.previous !== head.hash) return 'previousDiffers'
  const jumpedBy = content.type === 'clockConfirmed' ? 0 : (head.jumpedBy ?? 0) + jumpAhead(content)
  if (content.at < head.latestAt - TIME_TOLERANCE_MS - jumpedBy) return 'timeBackward'
  const latestAt = Math.max(head.latestAt, content.at)
  return { seq: row.seq, hash: canonicalHash(row.canonical), latestAt, ...(jumpedBy > 0 && { jumpedBy }) }
}

function jumpAhead({ type, data }: AuditEvent): number {
  const step = type === 'clockJumped' ? data['step'] : 0
  return typeof step === 'number' ? Math.max(0, step) : 0
}

function contentOf(canonical: string): AuditEvent | 'notCanonical' | 'contentUnreadable' {
  try {
    const value: unknown = JSON.parse(canonical)
    if (canonicalJson(value) !== canonical) return 'notCanonical'
    const parsed = auditEvent.safeParse(value)
    return parsed.success ? parsed.data : 'contentUnreadable'
  } catch {
    return 'notCanonical'
  }
}

function columnsAgree(row: StoredAuditEvent, event: AuditEvent): boolean {
  return event.seq === row.seq && event.at === row.at && event.type === row.type && event.requestId === row.requestId
}
