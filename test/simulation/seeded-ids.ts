import { createHash } from 'node:crypto'
import type { Ids } from '../../bot/ports/ids.ts'
import type { Random } from './random.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ids from the seed. The shortest are so few that they collide now and then. */
export function createSeededIds(random: Random): Ids {
  const draw = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet[random.int(0, alphabet.length - 1)]).join('')
  return {
    requestId: (attempt) =>
      random.chance(0.1) ? `EL-AAA${draw(1, '234')}` : `EL-${draw(4 + Math.floor(attempt / 2), ALPHABET)}`,
    salt: () => draw(32, '0123456789abcdef'),
    commitment: (salt, text) => createHash('sha256').update(salt, 'hex').update(text, 'utf8').digest('hex'),
  }
}
