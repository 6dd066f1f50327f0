/**
 * Loaded before the server (`node --import`) by the crash rig. It watches the commits of the driver from outside, and
 * kills its own process with SIGKILL right before or after the one it was told: the product holds no switch for that.
 */
import { flushCompileCache } from 'node:module'
import Database from 'better-sqlite3'
import { cacheCompiledCode } from '../../bot/main/compile-cache.ts'
import { nameOfWrite, namesOfCommit } from './point-names.ts'
import type { RigMessage, ServerMessage } from './protocol.ts'

let armed: { readonly side: 'before' | 'after'; readonly name: string; left: number } | null = null
let isTraced = false
let written: string[] = []
let database: Database.Database | null = null

const { prepare } = Database.prototype

function watchedPrepare(this: Database.Database, sql: string): Database.Statement<unknown[]> {
  const statement: Database.Statement<unknown[]> = prepare.call(this, sql)
  if (this.name.endsWith('elevate.db')) {
    database = this
    watch(statement, sql)
  }
  return statement
}
Object.assign(Database.prototype, { prepare: watchedPrepare })

function watch(statement: Database.Statement<unknown[]>, sql: string): void {
  const run = statement.run.bind(statement)
  const watched = (...parameters: unknown[]) => {
    if (sql === 'COMMIT') return commit(() => run(...parameters))
    if (sql === 'BEGIN IMMEDIATE') written = []
    const result = run(...parameters)
    if (result.changes > 0) note(sql, parameters[0])
    return result
  }
  Object.assign(statement, { run: watched })
}

function note(sql: string, parameters: unknown): void {
  const named = typeof parameters === 'object' && parameters !== null ? { ...parameters } : {}
  const name = nameOfWrite(sql, named)
  if (name !== null) written.push(name)
}

function commit(run: () => Database.RunResult): Database.RunResult {
  const names = namesOfCommit(written)
  if (isTraced) tell({ kind: 'committed', names })
  const isMeant = armed !== null && names.includes(armed.name) && --armed.left === 0
  if (isMeant && armed?.side === 'before') process.kill(process.pid, 'SIGKILL')
  const result = run()
  if (isMeant) process.kill(process.pid, 'SIGKILL')
  return result
}

function tell(message: ServerMessage): void {
  process.send?.(message)
}

/** A database that may not grow: SQLite answers SQLITE_FULL, as on a full disk. Null lifts it. */
function limitPages(spare: number | null): void {
  if (!database) return
  const pages = Number(database.pragma('page_count', { simple: true }))
  database.pragma(`max_page_count = ${spare === null ? 4_294_967_294 : pages + spare}`)
}

// A rig that is interrupted leaves no server behind.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const started = new Promise<void>((resolve) => {
  process.on('message', (message: RigMessage) => {
    switch (message.kind) {
      case 'start':
        return resolve()
      case 'arm':
        armed = { ...message.point, left: message.point.nth }
        return tell({ kind: 'done' })
      case 'trace':
        isTraced = true
        return tell({ kind: 'done' })
      case 'limitPages':
        limitPages(message.spare)
        return tell({ kind: 'done' })
    }
  })
})

// The next life is loaded while the last one still runs, and waits here for its turn.
cacheCompiledCode()
await import('../../bot/main/run-server.ts')
// Who is killed keeps no compiled code for the next.
flushCompileCache()
tell({ kind: 'loaded' })
await started
process.channel?.unref()
