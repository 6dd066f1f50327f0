import { formatProblem } from '../config.ts'
import { greetingLines } from './addresses.ts'
import { readConfiguration } from './configuration.ts'
import type { RunningServer } from './serve.ts'

/** Starts the server, says where it is, and stops it in good order on a signal. Exit code 1: it could not start. */
export async function runServer(file: string | undefined): Promise<void> {
  const loaded = readConfiguration(file)
  if (loaded.outcome === 'invalid') return fail(loaded.problems.map(formatProblem))
  const { config } = loaded
  // A mistake in the configuration is told without loading the rest of the product first.
  const [{ serve }, { createLogger }] = await Promise.all([import('./serve.ts'), import('../runtime/logger.ts')])
  try {
    const server = await serve(config, createLogger(config.logLevel))
    stopOnSignal(server)
    greet(server, loaded.source)
  } catch (error) {
    const { explainFailure } = await import('./explain-failure.ts')
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

function fail(lines: readonly string[]): void {
  process.stderr.write(`Elevate cannot start.\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
  process.exitCode = 1
  // A listening socket or an open file may be left behind by what failed.
  setImmediate(() => process.exit(1))
}
