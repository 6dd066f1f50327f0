import type Database from 'better-sqlite3'
import type { History } from '../../bot/ports/history.ts'
import type { GroupCommit } from './group-commit.ts'

/** Texts beside the log, and the same words in requests that are over. Erased pages are overwritten (`secure_delete`). */
export function createTextEraser(db: Database.Database, commits: GroupCommit): History['eraseTexts'] {
  const texts = db.prepare('DELETE FROM audit_texts WHERE sha256 IN (SELECT value FROM json_each(?))')
  const requests = db.prepare(
    `UPDATE requests SET body = json_set(body, '$.terms.justification', NULL)
     WHERE is_open = 0 AND id IN (SELECT value FROM json_each(@ids))`,
  )
  const outcomes = db.prepare(
    `UPDATE requests SET body = json_set(body, '$.outcome.reason', NULL)
     WHERE is_open = 0 AND json_type(body, '$.outcome') = 'object' AND id IN (SELECT value FROM json_each(@ids))`,
  )
  const endings = db.prepare(
    `UPDATE requests SET body = json_set(body, '$.ending.note', NULL)
     WHERE is_open = 0 AND json_type(body, '$.ending') = 'object' AND id IN (SELECT value FROM json_each(@ids))`,
  )
  return ({ sha256, requestIds }) =>
    commits.write(() => {
      const { changes } = texts.run(JSON.stringify(sha256))
      const ids = JSON.stringify(requestIds)
      for (const statement of [requests, outcomes, endings]) statement.run({ ids })
      return { answer: changes, keep: true }
    })
}
