import { afterEach } from 'vitest'
import { createLocalDirectory, localDirectoryConfig } from '../../adapters/local/index.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { temporaryFolders } from '../store/folder.ts'
import { directoryContract } from './directory.contract.ts'
import { fixtureSection, resolveRole } from './fixture.ts'

const folder = temporaryFolders()
const opened: SqliteStore[] = []
// Registered after the folders are, so run before: the files are closed when their folder goes.
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

directoryContract({
  name: 'local, kept in SQLite',
  async open() {
    let time = Date.UTC(2026, 8, 1, 8)
    const now = () => time
    const store = openSqliteStore({ folder: folder(), now })
    opened.push(store)
    const config = localDirectoryConfig.parse(fixtureSection)
    const directory = createLocalDirectory({ config, state: store.state, now, resolveRole })
    await directory.apply()
    return {
      directory,
      now,
      advance: (ms) => {
        time += ms
      },
    }
  },
  settlesWithinMs: 0,
  reliable: true,
})
