import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'
import { StoreWriteRefused } from './errors.ts'

/** Encrypts texts at rest, each bound to the place where it is stored: moved to another, it does not open. */
export interface Sealing {
  /** Throws `StoreWriteRefused` (`secretKeyMissing`). */
  seal(text: string, place: string): Buffer
  /** Throws `StoreUnavailable` without the key, with another one, or where the stored bytes were changed. */
  open(sealed: Buffer, place: string): string
}

/** First byte of what is sealed, so that a later format or key can be told apart. */
const FORMAT = 1
const [IV_BYTES, TAG_BYTES] = [12, 16]
const ALGORITHM = 'aes-256-gcm'

/** AES-256-GCM with random 96-bit nonces. `key` has 32 bytes; null where the installation has none configured. */
export function createSealing(key: Buffer | null): Sealing {
  if (key && key.length !== 32) throw new RangeError(`secretKey must have 32 bytes, not ${key.length}.`)
  return {
    seal(text, place) {
      if (!key)
        throw new StoreWriteRefused(
          'secretKeyMissing',
          'This is stored encrypted only, and there is no key: set secretKey (32 random bytes) in the configuration.',
        )
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place, 'utf8'))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(FORMAT), iv, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      if (!key)
        throw new StoreUnavailable(
          'Encrypted state is stored, and there is no key: set secretKey in the configuration.',
        )
      try {
        if (sealed[0] !== FORMAT) throw new Error(`unknown format ${sealed[0]}`)
        const [iv, tag] = [sealed.subarray(1, 1 + IV_BYTES), sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)]
        const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(place, 'utf8')).setAuthTag(tag)
        const body = sealed.subarray(1 + IV_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch (error) {
        throw new StoreUnavailable(
          'Encrypted state cannot be read: it was changed, or secretKey is not the key it was written with.',
          { cause: error },
        )
      }
    },
  }
}
