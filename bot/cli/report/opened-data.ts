import { readInstallationKey } from '../../../adapters/step-up/installation-key.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import type { Config } from '../../config.ts'
import { assembleDirectory } from '../../main/directory.ts'
import { simulatedHistoryOf, withSimulatedNames } from '../../main/simulated.ts'
import type { Log } from '../../ports/log.ts'
import type { ReportContext } from '../../use-cases/report/make-report.ts'
import { hasData } from '../configured.ts'
import { CommandFailed } from '../output.ts'

const QUIET: Log = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * The record and the names, opened for reading beside a running server or without one. No engine and no chat platform:
 * what a report does not need is not loaded, and takes no memory.
 */
export async function withRecord<T>(config: Config, use: (context: ReportContext) => Promise<T>): Promise<T> {
  const { dataDir, secretKey, organisation } = config
  if (!hasData(config))
    throw new CommandFailed([`There are no data in ${dataDir} yet: start the server once, or name its configuration.`])
  const sqlite = await opened(config, async () => {
    const key = await readInstallationKey({ dataDir, mayCreate: false, ...(secretKey && { secret: secretKey }) })
    return openSqliteStore({ folder: dataDir, readOnly: true, now: () => Date.now(), secretKey: Buffer.from(key) })
  })
  try {
    const { store, state } = sqlite
    const now = await timeOf(store)
    const { inner } = await opened(config, () => assembleDirectory(config.directory, { state, now, log: QUIET }))
    const simulated = simulatedHistoryOf(config)
    const directory = withSimulatedNames(inner, simulated)
    return await use({ store, organisation, directory, simulated, time: { now } })
  } finally {
    await sqlite.close()
  }
}

/** The engine's time is never before what it recorded last: a demonstration may be ahead of the clock on the wall. */
async function timeOf(store: ReportContext['store']): Promise<() => number> {
  const { auditEvents } = await store.counts()
  const [last] = auditEvents > 0 ? await store.auditEvents({ afterSeq: auditEvents - 1, limit: 1 }) : []
  const latest = last?.event.at ?? 0
  return () => Math.max(Date.now(), latest)
}

async function opened<T>(config: Config, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    throw new CommandFailed((await import('../../main/explain-failure.ts')).explainFailure(error, config))
  }
}
