import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from './problem.ts'

/** Name of the database in a data folder. */
export const DATABASE_FILE = 'elevate.db'

/** The demo organisation, beside package.json wherever Elevate is installed. */
export const DEMO_FILE = fileURLToPath(new URL('../../elevate.demo.yaml', import.meta.url))

export interface Surroundings {
  /** From `--config`. */
  readonly file?: string
  readonly env: { readonly [name: string]: string | undefined }
  readonly cwd: string
  readonly exists: (path: string) => boolean
}

export interface ChosenFile {
  readonly path: string
  /** As the person named it, for messages. */
  readonly name: string
  readonly demo: boolean
}

/**
 * The file that `--config` or ELEVATE_CONFIG names; with none named the demo organisation, unless the data folder holds
 * data of an organisation already: those must not meet the people of a demo.
 */
export function chooseFile(surroundings: Surroundings): ChosenFile | Problem {
  const { env, cwd } = surroundings
  const named = surroundings.file ?? nonEmpty(env['ELEVATE_CONFIG'])
  if (named !== null) return { path: resolve(cwd, named), name: named, demo: false }
  const dataDir = resolve(cwd, nonEmpty(env['ELEVATE_DATA']) ?? './data')
  if (!surroundings.exists(join(dataDir, DATABASE_FILE)))
    return { path: DEMO_FILE, name: 'elevate.demo.yaml', demo: true }
  return inEnvironment(
    'No configuration file is named, and the data folder holds the data of an organisation.',
    'Name its file: --config elevate.yaml, or ELEVATE_CONFIG.',
  )
}

/**
 * Where data are kept, as an absolute path. The demo organisation, started without naming it, keeps to a folder `demo`
 * of its own inside ELEVATE_DATA.
 */
export function chooseDataDir(fromFile: string, chosen: ChosenFile, { env, cwd }: Surroundings): string {
  const overridden = nonEmpty(env['ELEVATE_DATA'])
  if (overridden === null) return resolve(cwd, fromFile)
  return chosen.demo ? resolve(cwd, overridden, 'demo') : resolve(cwd, overridden)
}

/** The port of ELEVATE_PORT, or of the file. */
export function choosePort(fromFile: number, { env }: Surroundings): number | Problem {
  const text = nonEmpty(env['ELEVATE_PORT'])
  if (text === null) return fromFile
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  return inEnvironment(`ELEVATE_PORT is "${text.slice(0, 20)}", which is no port.`, 'Give a number from 0 to 65535.')
}

export function inEnvironment(message: string, fix: string): Problem {
  return { file: 'environment', line: null, column: null, path: '', message, fix }
}

function nonEmpty(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text
}
