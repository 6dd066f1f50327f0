/**
 * `npm run demo:history`: gives the demo organisation a simulated quarter, so that usage, alerts and reports have
 * something to show. Only where there are no data yet, and never for a configuration of one's own.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readInstallationKey } from '../../adapters/step-up/index.ts'
import { DATABASE_FILE } from '../../bot/config.ts'
import { readConfiguration } from '../../bot/main/configuration.ts'
import { SIMULATED_FILE } from '../../bot/main/simulated.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { keepQuarter } from './keep.ts'
import { quarter } from './quarter.ts'

const SEED = 2026
const PEOPLE = 220
const ACTIVATIONS = 5600

process.exitCode = await fillDemo()

async function fillDemo(): Promise<number> {
  const loaded = readConfiguration(undefined)
  if (loaded.outcome === 'invalid' || !loaded.config.demo)
    return refuse('A configuration of your own is named: a simulated history is for the demo organisation alone.')
  const { dataDir } = loaded.config
  if (existsSync(join(dataDir, DATABASE_FILE)))
    return refuse(`${dataDir} has data already. Stop the server, delete that folder, and run this again.`)
  // What is in progress is never simulated: the last hour is left to whoever tries it out.
  const end = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000
  const past = quarter({ seed: SEED, people: PEOPLE, activations: ACTIVATIONS, end })
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secretKey = await readInstallationKey({ dataDir, mayCreate: true })
  const sqlite = openSqliteStore({ folder: dataDir, now: () => end, secretKey })
  await keepQuarter(sqlite.store, past)
  await sqlite.close()
  const people = past.directoryAt(past.to).people.map(({ id, displayName }) => ({ id, displayName }))
  writeFileSync(join(dataDir, SIMULATED_FILE), JSON.stringify({ from: past.from, to: past.to, people }), {
    mode: 0o600,
  })
  console.log(`${past.lives.length} simulated requests of ${PEOPLE} invented people are in ${dataDir}.`)
  console.log('Now: npm start. As Pradeep Gupta, say: /elevate usage')
  return 0
}

function refuse(why: string): number {
  console.error(why)
  return 1
}
