import { type CryptoKey, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import type { Log } from '../../bot/index.ts'

/** One key of the issuer, with the channels it may speak for. */
export interface SigningKey {
  readonly key: CryptoKey | Uint8Array
  readonly endorsements: readonly string[]
}

/** Nobody can say now which keys count: neither accepted nor forged. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

export interface SigningKeys {
  /** Null for an id that the issuer does not name. Throws `KeysUnavailable`. */
  find(kid: string): Promise<SigningKey | null>
}

export interface SigningKeysOptions {
  readonly metadataUrl: string
  readonly log: Log
  readonly monotonic?: () => number
  readonly timeout?: number
}

/** Keys are read anew once a day, and for an unknown id, but for those not more often than every five minutes. */
const FRESH = 24 * 60 * 60_000
const ASKED_AGAIN_AFTER = 5 * 60_000
/** After a failure the next try may come soon: nothing is heard meanwhile. */
const FAILED_AGAIN_AFTER = 2_000
const TIMEOUT = 5_000

const metadata = z.object({ jwks_uri: z.url() })
const keySet = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      kid: z.string().min(1),
      use: z.string().optional(),
      endorsements: z.array(z.string()).default([]),
    }),
  ),
})

interface Known {
  readonly at: number
  readonly keys: ReadonlyMap<string, SigningKey>
}

export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const { metadataUrl, log, monotonic = () => performance.now(), timeout = TIMEOUT } = options
  let known: Known | null = null
  let failedAt: number | null = null
  let reading: Promise<Known> | null = null

  function read(): Promise<Known> {
    reading ??= readKeys(metadataUrl, timeout)
      .then((keys) => {
        failedAt = null
        known = { at: monotonic(), keys }
        return known
      })
      .catch((error: unknown) => {
        failedAt = monotonic()
        log.warn({ error: nameOf(error) }, 'The keys of Teams cannot be read')
        throw new KeysUnavailable('The keys of the issuer cannot be read')
      })
      .finally(() => {
        reading = null
      })
    return reading
  }

  function mayRead(): boolean {
    return failedAt === null || monotonic() - failedAt >= FAILED_AGAIN_AFTER
  }

  return {
    async find(kid) {
      if (!known && !mayRead()) throw new KeysUnavailable('The keys of the issuer could not be read just now')
      const before = known ?? (await read())
      const age = monotonic() - before.at
      const found = before.keys.get(kid)
      if (found && age < FRESH) return found
      if (!found && age < ASKED_AGAIN_AFTER) return null
      if (!mayRead()) return found ?? null
      // Keys that were good stay so while the issuer cannot be asked.
      const after = await read().catch(() => before)
      return after.keys.get(kid) ?? null
    },
  }
}

async function readKeys(metadataUrl: string, timeout: number): Promise<ReadonlyMap<string, SigningKey>> {
  const { jwks_uri } = metadata.parse(await getJson(metadataUrl, timeout))
  if (!isSecure(jwks_uri) && isSecure(metadataUrl)) throw new Error('The keys are not served securely')
  const { keys } = keySet.parse(await getJson(jwks_uri, timeout))
  const usable = keys.filter(({ kty, use }) => kty === 'RSA' && (use === undefined || use === 'sig'))
  const imported = await Promise.all(
    usable.map(async ({ endorsements, ...jwk }): Promise<[string, SigningKey]> => {
      return [jwk.kid, { key: await importJWK(jwk as JWK, 'RS256'), endorsements }]
    }),
  )
  return new Map(imported)
}

async function getJson(url: string, timeout: number): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeout) })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

function isSecure(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:'
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
