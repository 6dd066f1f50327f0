import type Database from 'better-sqlite3'
import { z } from 'zod'
import { activatableKey } from '../../bot/domain/activatable.ts'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import type { Instant, PersonId, RequestId } from '../../bot/domain/values.ts'
import type { Change, DueRequest, RequestQuery, SaveOutcome } from '../../bot/ports/request-store.ts'
import { StoreWriteRefused } from './errors.ts'
import { damaged, stored, storedJson } from './json.ts'
import { activationRequest } from './schema.ts'
import { conditionalQueries } from './statements.ts'

export interface Requests {
  /** Inside a transaction. */
  write(change: NonNullable<Change['request']>): SaveOutcome
  byId(id: RequestId): ActivationRequest | null
  find(query: RequestQuery): readonly ActivationRequest[]
  countSubmitted(requesterId: PersonId, since: Instant): number
  due(now: Instant, limit: number): readonly DueRequest[]
  /** Inside a transaction. */
  postpone(due: DueRequest, at: Instant): void
}

export const DUE_REQUESTS =
  'SELECT id, row_version AS rowVersion FROM requests WHERE due_at <= ? ORDER BY due_at, number LIMIT ?'

const dueRow = z.object({ id: z.string(), rowVersion: z.number() })
const row = z.object({ id: z.string(), row_version: z.number(), body: z.string() })

export function createRequests(db: Database.Database): Requests {
  const write = prepareWrite(db)
  const byId = db.prepare('SELECT id, row_version, body FROM requests WHERE id = ?')
  const due = db.prepare(DUE_REQUESTS)
  const postpone = db.prepare(
    'UPDATE requests SET due_at = @at WHERE id = @id AND row_version = @rowVersion AND due_at IS NOT NULL',
  )
  const counted = db.prepare('SELECT count(*) FROM requests WHERE requester_id = ? AND submitted_at >= ?').pluck()
  const query = conditionalQueries(db)

  return {
    write,
    byId(id) {
      const found = byId.get(id)
      return found === undefined ? null : parse(found)
    },
    find({ limit, ...filters }) {
      const { conditions, parameters } = conditionsOf(filters)
      const newestFirst = 'ORDER BY submitted_at DESC, number DESC LIMIT @limit'
      const statement = query('SELECT id, row_version, body FROM requests', conditions, newestFirst)
      return statement.all({ ...parameters, limit }).map(parse)
    },
    countSubmitted: (requesterId, since) => Number(counted.get(requesterId, since)),
    due: (now, limit) => due.all(now, limit).map((found) => stored(dueRow, found, 'request')),
    postpone: ({ id, rowVersion }, at) => void postpone.run({ id, rowVersion, at }),
  }
}

function prepareWrite(db: Database.Database): Requests['write'] {
  const version = db.prepare('SELECT row_version FROM requests WHERE id = ?').pluck()
  const openOne = db
    .prepare(
      `SELECT id FROM requests AS beside
       WHERE requester_id = ? AND activatable_key = ? AND is_open = 1 AND id <> ?
         AND NOT EXISTS (SELECT 1 FROM requests AS before WHERE before.id = beside.continues_request_id AND before.is_open = 1)`,
    )
    .pluck()
  const openLinked = db
    .prepare('SELECT id FROM requests WHERE continues_request_id = ? AND is_open = 1 AND id <> ?')
    .pluck()
  const insert = db.prepare(
    `INSERT INTO requests (id, row_version, status, is_open, requester_id, activatable_key, ticket,
       continues_request_id, submitted_at, due_at, body)
     VALUES (@id, @rowVersion, @status, @isOpen, @requesterId, @activatableKey, @ticket,
       @continuesRequestId, @submittedAt, @dueAt, @body)`,
  )
  const update = db.prepare(
    `UPDATE requests SET row_version = @rowVersion, status = @status, is_open = @isOpen, requester_id = @requesterId,
       activatable_key = @activatableKey, ticket = @ticket, continues_request_id = @continuesRequestId,
       submitted_at = @submittedAt, due_at = @dueAt, body = @body
     WHERE id = @id AND row_version = @expectedRowVersion`,
  )

  function openBeside(next: ActivationRequest, key: string): unknown {
    if (isTerminal(next.status)) return undefined
    return next.continuesRequestId === null
      ? openOne.get(next.requesterId, key, next.id)
      : openLinked.get(next.continuesRequestId, next.id)
  }

  return ({ next, expectedRowVersion, dueAt }) => {
    refuseStandstill(next, expectedRowVersion)
    if (Number(version.get(next.id) ?? 0) !== expectedRowVersion) return { outcome: 'conflict' }
    const key = activatableKey(next.terms.activatable)
    const beside = openBeside(next, key)
    if (beside !== undefined) return { outcome: 'duplicate', openRequestId: String(beside) }
    const columns = { ...columnsOf(next), activatableKey: key, dueAt }
    if (expectedRowVersion === 0) insert.run(columns)
    else update.run({ ...columns, expectedRowVersion })
    return { outcome: 'saved' }
  }
}

/** A version that does not grow would let two writers both believe that they won. */
function refuseStandstill(next: ActivationRequest, expectedRowVersion: number): void {
  if (Number.isSafeInteger(next.rowVersion) && next.rowVersion > expectedRowVersion && expectedRowVersion >= 0) return
  throw new StoreWriteRefused(
    'invalidRowVersion',
    `Request ${next.id} is to be saved with rowVersion ${next.rowVersion} over ${expectedRowVersion}: it must grow.`,
  )
}

function columnsOf(next: ActivationRequest) {
  return {
    id: next.id,
    rowVersion: next.rowVersion,
    status: next.status,
    isOpen: isTerminal(next.status) ? 0 : 1,
    requesterId: next.requesterId,
    ticket: next.terms.ticket,
    continuesRequestId: next.continuesRequestId,
    submittedAt: next.submittedAt,
    body: JSON.stringify(next),
  }
}

function conditionsOf(filters: Omit<RequestQuery, 'limit'>) {
  const { statuses, before, ...equalities } = filters
  const columns = {
    requesterId: 'requester_id',
    activatableKey: 'activatable_key',
    ticket: 'ticket',
    continuesRequestId: 'continues_request_id',
  } as const
  const conditions: string[] = []
  const parameters: { [name: string]: string } = {}
  for (const name of ['requesterId', 'activatableKey', 'ticket', 'continuesRequestId'] as const) {
    const value = equalities[name]
    if (value === undefined) continue
    conditions.push(`${columns[name]} = @${name}`)
    parameters[name] = value
  }
  if (statuses) {
    // The + keeps the planner on the narrower index of another condition.
    const column = conditions.length > 0 ? '+status' : 'status'
    conditions.push(`${column} IN (SELECT value FROM json_each(@statuses))`)
    parameters['statuses'] = JSON.stringify(statuses)
  }
  if (before !== undefined) {
    // An unknown id compares as null: nothing comes after it.
    conditions.push('(submitted_at, number) < (SELECT submitted_at, number FROM requests WHERE id = @before)')
    parameters['before'] = before
  }
  return { conditions, parameters }
}

function parse(found: unknown): ActivationRequest {
  const { id, row_version, body } = stored(row, found, 'request')
  const request = stored(activationRequest, storedJson(body, `request ${id}`), `request ${id}`)
  if (request.id !== id || request.rowVersion !== row_version)
    throw damaged(`request ${id}`, 'differs from its own id or version')
  return request
}
