import type Database from 'better-sqlite3'
import type { HistoryQuery } from '../../bot/ports/history.ts'
import { pages } from './pages.ts'
import { conditionalQueries, type Named } from './statements.ts'

/** What a row of `request_history` is found again by. The table is STRICT: what lies in it has these types. */
export interface Place {
  readonly submittedAt: number
  readonly seq: number
}

/** Rows that were asked for, oldest first, so many at a time; the columns selected include those of `Place`. */
export type RowReader = <Row extends Place>(
  select: string,
  asked: HistoryQuery,
  size: number,
) => AsyncGenerator<readonly Row[]>

export function createRowReader(db: Database.Database): RowReader {
  const query = conditionalQueries(db)
  return <Row extends Place>(select: string, asked: HistoryQuery, size: number) => {
    const { conditions, parameters } = conditionsOf(asked)
    const statement = query(select, conditions, 'ORDER BY submitted_at, seq LIMIT @limit')
    const readPage = (after: Place) =>
      statement.all({ ...parameters, afterAt: after.submittedAt, afterSeq: after.seq, limit: size }) as Row[]
    return pages<Row, Place>({ submittedAt: asked.from, seq: -1 }, readPage, (row) => row)
  }
}

/** Conditions in the order of the index that serves them. */
export function conditionsOf({ from: _from, to, requesterId, subject }: HistoryQuery): {
  readonly conditions: readonly string[]
  readonly parameters: Named
} {
  return {
    conditions: [
      ...(subject === undefined ? [] : ['subject = @subject']),
      // The + keeps the planner on the index of the role: few people, few rows.
      ...(requesterId === undefined ? [] : [`${subject === undefined ? '' : '+'}requester_id = @requesterId`]),
      '(submitted_at, seq) > (@afterAt, @afterSeq)',
      'submitted_at < @to',
    ],
    parameters: { to, ...(subject !== undefined && { subject }), ...(requesterId !== undefined && { requesterId }) },
  }
}
