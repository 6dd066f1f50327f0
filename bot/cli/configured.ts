import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, DATABASE_FILE, formatProblem } from '../config.ts'
import { readConfiguration } from '../main/configuration.ts'
import { CommandFailed } from './output.ts'

export function configurationFor(file: string | undefined): { readonly config: Config; readonly source: string } {
  const loaded = readConfiguration(file)
  if (loaded.outcome === 'invalid') throw new CommandFailed(loaded.problems.map(formatProblem))
  return loaded
}

export function hasData(config: Config): boolean {
  return existsSync(join(config.dataDir, DATABASE_FILE))
}
