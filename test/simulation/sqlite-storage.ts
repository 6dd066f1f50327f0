import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import type { Storage } from './simulation.ts'

/** The embedded store on a folder of its own, in `ELEVATE_SIMULATION_FOLDER` (a memory disk is fastest) or the usual place. */
export function createSqliteStorage(now: () => number): Storage {
  const folder = mkdtempSync(join(process.env['ELEVATE_SIMULATION_FOLDER'] ?? tmpdir(), 'elevate-simulation-'))
  const sqlite = openSqliteStore({ folder, now })
  return {
    store: sqlite.store,
    state: sqlite.state,
    close: async () => {
      await sqlite.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
