import { existsSync, readFileSync } from 'node:fs'
import { compileDirectory } from '../../adapters/local/index.ts'
import { catalogueLookup, type LoadOutcome, loadConfig } from '../config.ts'

/** The configuration that a command or the server works with, held against catalogue and directory. */
export function readConfiguration(file: string | undefined): LoadOutcome {
  return loadConfig({
    ...(file !== undefined && { file }),
    env: process.env,
    cwd: process.cwd(),
    exists: existsSync,
    readFile: (path) => readFileSync(path, 'utf8'),
    roles: catalogueLookup(),
    checkDirectory: compileDirectory,
  })
}
