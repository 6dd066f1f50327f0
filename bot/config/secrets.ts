import { resolve } from 'node:path'
import type { Complaint } from './problem.ts'

/** Where values come from that do not stand in the configuration file. */
export interface SecretSources {
  readonly env: { readonly [name: string]: string | undefined }
  /** What relative paths start from. */
  readonly cwd: string
  /** Reads a file by its path; throws where it cannot be read. */
  readonly readFile: (path: string) => string
}

export const MINIMUM_KEY_LENGTH = 32

/** The secret that `env:NAME` or `file:/path` stands for, or why there is none. The secret is in no message. */
export function readSecret(reference: string, sources: SecretSources): { readonly secret: string } | Complaint {
  const name = reference.slice(reference.indexOf(':') + 1)
  return reference.startsWith('env:') ? fromEnvironment(name, sources) : fromFile(name, sources)
}

/** A key others cannot guess has at least 32 characters. */
export function readKey(reference: string, sources: SecretSources): { readonly secret: string } | Complaint {
  const found = readSecret(reference, sources)
  if (!('secret' in found) || found.secret.length >= MINIMUM_KEY_LENGTH) return found
  const message = `The key that ${reference} names has fewer than ${MINIMUM_KEY_LENGTH} characters.`
  return { message, fix: 'Make one with: openssl rand -base64 32.' }
}

function fromEnvironment(name: string, { env }: SecretSources): { readonly secret: string } | Complaint {
  const secret = env[name]?.trim()
  if (secret) return { secret }
  return { message: `The environment variable ${name} is not set.`, fix: 'Set it, or name another one.' }
}

function fromFile(path: string, { readFile, cwd }: SecretSources): { readonly secret: string } | Complaint {
  try {
    const secret = readFile(resolve(cwd, path)).trim()
    return secret === '' ? { message: `The file ${path} is empty.`, fix: 'Put the secret into it.' } : { secret }
  } catch {
    return { message: `The file ${path} cannot be read.`, fix: 'Check its path and its permissions.' }
  }
}
