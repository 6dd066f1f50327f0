import { InstallationKeyError } from '../../adapters/step-up/index.ts'
import { StoreOpenError } from '../../store/sqlite/index.ts'
import { type Config, formatProblem } from '../config.ts'
import { StoreUnavailable } from '../ports/request-store.ts'
import { createLogger } from '../runtime/logger.ts'
import { greetingLines } from './addresses.ts'
import { readConfiguration } from './configuration.ts'
import { type RunningServer, serve } from './serve.ts'
import { StartRefused } from './start-refused.ts'

/** Starts the server, says where it is, and stops it in good order on a signal. Exit code 1: it could not start. */
export async function runServer(file: string | undefined): Promise<void> {
  const loaded = readConfiguration(file)
  if (loaded.outcome === 'invalid') return fail(loaded.problems.map(formatProblem))
  const { config } = loaded
  try {
    const server = await serve(config, createLogger(config.logLevel))
    stopOnSignal(server)
    greet(server, loaded.source)
  } catch (error) {
    fail(explainFailure(error, config))
  }
}

function greet({ port, config }: RunningServer, source: string): void {
  const lines = [...greetingLines(config.server, port)]
  if (config.demo) lines.push(`This is a demonstration with an invented organisation (${source}).`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function stopOnSignal(server: RunningServer): void {
  let isStopping = false
  const stop = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail([`Elevate did not stop in good order: ${String(error)}`]),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

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

function fail(lines: readonly string[]): void {
  process.stderr.write(`Elevate cannot start.\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
  process.exitCode = 1
  // A listening socket or an open file may be left behind by what failed.
  setImmediate(() => process.exit(1))
}
