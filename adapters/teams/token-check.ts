import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { KeysUnavailable, type SigningKeys } from './signing-keys.ts'

/** Why a bearer token counts for nothing, or what it says of itself. */
export type TokenVerdict =
  | { readonly outcome: 'accepted'; readonly serviceUrl: string; readonly endorsements: readonly string[] }
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'unknown' }

export interface TokenRules {
  readonly keys: SigningKeys
  readonly issuer: string
  /** The app's own id: a token for another app is none. */
  readonly audience: string
  /** Milliseconds since 1970 by the wall clock. */
  readonly wallClock: () => number
}

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, step 4 */
const SKEW_SECONDS = 300
const LONGEST_TOKEN = 8_192

/**
 * Whether Teams signed this. The SDK's own check accepts anything where no app id is set, lets an activity without a
 * service URL pass unchecked, and answers 500 to a bad signature; so nothing reaches it unchecked.
 */
export async function checkToken(authorization: string | null, rules: TokenRules): Promise<TokenVerdict> {
  const token = bearerOf(authorization)
  if (token === null) return refused('no bearer token')
  const kid = kidOf(token)
  if (typeof kid !== 'string') return refused(kid.problem)
  try {
    const signing = await rules.keys.find(kid)
    if (!signing) return refused('unknown key')
    const { payload } = await jwtVerify(token, signing.key, {
      algorithms: ['RS256'],
      issuer: rules.issuer,
      audience: rules.audience,
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(rules.wallClock()),
      requiredClaims: ['exp', 'iss', 'aud'],
    })
    const serviceUrl = payload['serviceurl']
    if (typeof serviceUrl !== 'string' || serviceUrl === '') return refused('no service URL claimed')
    return { outcome: 'accepted', serviceUrl, endorsements: signing.endorsements }
  } catch (error) {
    if (error instanceof KeysUnavailable) return { outcome: 'unknown' }
    return refused(error instanceof errors.JOSEError ? error.code : 'unreadable token')
  }
}

function bearerOf(authorization: string | null): string | null {
  if (authorization === null || authorization.length > LONGEST_TOKEN) return null
  return /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization)?.[1] ?? null
}

function kidOf(token: string): string | { readonly problem: string } {
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    if (alg !== 'RS256') return { problem: 'another algorithm' }
    return typeof kid === 'string' && kid.length <= 200 ? kid : { problem: 'no key named' }
  } catch {
    return { problem: 'unreadable token' }
  }
}

function refused(problem: string): TokenVerdict {
  return { outcome: 'refused', problem }
}
