import { InstallationKeyError } from '../../adapters/step-up/index.ts'
import { StoreOpenError } from '../../store/sqlite/index.ts'
import type { Config } from '../config.ts'
import { StoreUnavailable } from '../ports/request-store.ts'
import { StartRefused } from './start-refused.ts'

/** What went wrong in words for an operator, and what to do about it. */
export function explainFailure(error: unknown, config: Config): readonly string[] {
  if (error instanceof StartRefused) return error.lines
  if (error instanceof StoreOpenError || error instanceof InstallationKeyError) return [error.message]
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const { host, port } = config.server
  if (code === 'EADDRINUSE')
    return [`Port ${port} is in use: stop what listens there, or set server.port or ELEVATE_PORT.`]
  if (code === 'EACCES') return [`Port ${port} may not be opened by this account: use one above 1023.`]
  if (code === 'EADDRNOTAVAIL') return [`This machine has no address ${host}: correct server.host.`]
  if (error instanceof StoreUnavailable) return [`The data in ${config.dataDir} cannot be written: ${error.message}`]
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
}
