import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, publicUrlOf } from '../config.ts'
import { explainFailure } from '../main/explain-failure.ts'
import { assembleParts, type Parts } from '../main/parts.ts'
import type { Log } from '../ports/log.ts'
import { createSystemClock } from '../runtime/system-clock.ts'
import { hasData } from './configured.ts'
import { CommandFailed } from './output.ts'

const QUIET: Log = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * Runs a command on the data as they are, beside a running server or without one: nothing is written. Where there are no
 * data yet, `fresh` works on an empty store that is thrown away; without it that is an error.
 */
export async function withParts<T>(
  config: Config,
  options: { readonly fresh: boolean },
  use: (parts: Parts) => Promise<T>,
): Promise<T> {
  if (hasData(config)) return opened(config, true, use)
  if (!options.fresh) {
    throw new CommandFailed([
      `There are no data in ${config.dataDir} yet: start the server once, or name its configuration.`,
    ])
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'elevate-'))
  try {
    return await opened({ ...config, dataDir }, false, use)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function opened<T>(config: Config, readOnly: boolean, use: (parts: Parts) => Promise<T>): Promise<T> {
  const parts = await assemble(config, readOnly)
  try {
    if (!readOnly) await parts.local?.apply()
    return await use(parts)
  } finally {
    await parts.sqlite.close()
  }
}

async function assemble(config: Config, readOnly: boolean): Promise<Parts> {
  const publicUrl = publicUrlOf(config.server, config.server.port)
  try {
    return await assembleParts({ config, publicUrl, clock: async () => createSystemClock(), log: QUIET, readOnly })
  } catch (error) {
    throw new CommandFailed(explainFailure(error, config))
  }
}
