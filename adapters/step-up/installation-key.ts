import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What is wrong with the key and what to do about it. */
export class InstallationKeyError extends Error {
  override readonly name = 'InstallationKeyError'
}

export interface InstallationKeyOptions {
  readonly dataDir: string
  /** A configured key as text, 32 bytes in base64 or hex. Without one the key is a file in `dataDir`. */
  readonly secret?: string
  /** False where data exists already: a new key could read none of it. Default true. */
  readonly mayCreate?: boolean
}

const KEY_BYTES = 32
const FILE = 'installation.key'

/**
 * The installation's 32-byte key, from which links, forms and stored secrets derive theirs. Read from the configured
 * secret or from `installation.key`, which is made at the first start. Throws `InstallationKeyError`.
 */
export async function readInstallationKey(options: InstallationKeyOptions): Promise<Buffer> {
  if (options.secret !== undefined) return parseSecret(options.secret)
  const path = join(options.dataDir, FILE)
  const existing = await readKeyFile(path)
  if (existing) return existing
  if (options.mayCreate === false) {
    throw new InstallationKeyError(
      `${path} is missing, and the data beside it was written with it: restore the file from the backup, or configure secretKey`,
    )
  }
  await mkdir(options.dataDir, { recursive: true })
  await createKeyFile(options.dataDir, path)
  const created = await readKeyFile(path)
  if (!created) throw new InstallationKeyError(`${path} could not be made: see that the folder can be written`)
  return created
}

function parseSecret(text: string): Buffer {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : fromBase64(trimmed)
  if (key?.length !== KEY_BYTES) {
    throw new InstallationKeyError(
      'secretKey is not 32 bytes in base64 or hex: make one with "openssl rand -base64 32"',
    )
  }
  return key
}

/** Node skips over what is not base64; a key with a typing error must not pass as another key. */
function fromBase64(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64')
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  return key.toString('base64').replace(/=+$/, '') === plain ? key : null
}

async function readKeyFile(path: string): Promise<Buffer | null> {
  const key = await readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw new InstallationKeyError(`${path} cannot be read: see that it belongs to the account that runs Elevate`, {
      cause: error,
    })
  })
  if (!key) return null
  await refuseOpenPermissions(path)
  if (key.length === KEY_BYTES) return key
  throw new InstallationKeyError(
    `${path} holds ${key.length} bytes instead of ${KEY_BYTES}: restore it from the backup; in a new installation delete it`,
  )
}

async function refuseOpenPermissions(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(path)
  if ((mode & 0o077) === 0) return
  throw new InstallationKeyError(`${path} can be read by other accounts: run chmod 600 on it`)
}

/** Written aside first and then named, so that the name never stands for half a key; an existing one is never replaced. */
async function createKeyFile(dataDir: string, path: string): Promise<void> {
  const aside = `${path}.${randomBytes(8).toString('hex')}`
  await writeDurably(aside)
  try {
    await link(aside, path)
    await unlink(aside)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return unlink(aside)
    // No hard links on this file system. The lock on the data folder keeps a second server away.
    await rename(aside, path)
  }
  await syncFolder(dataDir)
}

async function writeDurably(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(KEY_BYTES))
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The new name is durable only with the folder. Windows has no such call and refuses it. */
async function syncFolder(dataDir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dataDir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
