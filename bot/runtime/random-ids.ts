import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { Ids } from '../ports/ids.ts'

/** Crockford's base 32: no I, L, O or U, so that an id survives being read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SHORTEST = 4
/** A million short ids: after two collisions a longer one is taken. */
const TRIES_PER_LENGTH = 2

export function createRandomIds(): Ids {
  return {
    requestId: (attempt) => {
      const length = SHORTEST + Math.floor(attempt / TRIES_PER_LENGTH)
      return `EL-${Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`
    },
    salt: () => randomBytes(16).toString('hex'),
    commitment: (salt, text) =>
      createHash('sha256').update(Buffer.from(salt, 'hex')).update(text, 'utf8').digest('hex'),
  }
}
