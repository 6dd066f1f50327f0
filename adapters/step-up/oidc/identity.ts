import { z } from 'zod'
import type { Instant, PersonId } from '../../../bot/index.ts'

/** Why a sign-in that the identity provider itself accepted proves nothing here. */
export const SIGN_IN_FAULTS = ['unreadable', 'otherTenant', 'guest', 'otherPerson', 'noMfa', 'tooOld'] as const
export type SignInFault = (typeof SIGN_IN_FAULTS)[number]

export interface SignInDemands {
  readonly tenantId: string
  /** Null: whoever signs in. */
  readonly personId: PersonId | null
  /** The sign-in itself, not only its token, has to be no older than this. */
  readonly since: Instant
  /** An authentication context (`c1`…`c99`) that stands for multifactor authentication; null where there is none. */
  readonly authenticationContext: string | null
}

export interface ProvenIdentity {
  /** The object id in the tenant. */
  readonly personId: PersonId
  readonly authenticatedAt: Instant
}

/** The provider's clock may be behind ours by as much, and its instants are whole seconds. */
const CLOCKS_APART_MS = 5000

/**
 * What the ID token has to say beyond what the library checks (signature, issuer, audience, nonce, expiry).
 * https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
const claims = z.object({
  tid: z.string(),
  oid: z.string().min(1),
  auth_time: z.int(),
  amr: z.array(z.string()).default([]),
  acrs: z.union([z.array(z.string()), z.string().transform((value) => [value])]).default([]),
  /** Optional claim: 1 for a guest of the tenant. */
  acct: z.int().optional(),
  /** Who vouches for the account, where that is not the tenant itself. */
  idp: z.string().optional(),
})

/** Whose fresh multifactor sign-in these claims are, or why they are not what was asked for. */
export function provenBy(idToken: unknown, demands: SignInDemands): ProvenIdentity | SignInFault {
  const parsed = claims.safeParse(idToken)
  if (!parsed.success) return 'unreadable'
  const { tid, oid, auth_time: authTime, amr, acrs, acct, idp } = parsed.data
  if (!sameId(tid, demands.tenantId)) return 'otherTenant'
  if (acct === 1 || (idp !== undefined && !isOwnProvider(idp, demands.tenantId))) return 'guest'
  if (demands.personId !== null && !sameId(oid, demands.personId)) return 'otherPerson'
  const hasContext = demands.authenticationContext !== null && acrs.includes(demands.authenticationContext)
  if (!amr.includes('mfa') && !hasContext) return 'noMfa'
  const authenticatedAt = authTime * 1000
  if (authenticatedAt < demands.since - CLOCKS_APART_MS) return 'tooOld'
  return { personId: oid, authenticatedAt }
}

/** Issuers of Entra, in every cloud. */
const ENTRA =
  /^(sts\.windows\.net|sts\.chinacloudapi\.cn|login\.(partner\.)?(microsoftonline\.(com|us|cn)|chinacloudapi\.cn))$/

/** The tenant itself as who vouches for the account: its id anywhere else in an address says nothing. */
function isOwnProvider(idp: string, tenantId: string): boolean {
  const url = URL.parse(idp)
  if (url?.protocol !== 'https:' || !ENTRA.test(url.hostname)) return false
  return sameId(url.pathname.split('/')[1] ?? '', tenantId)
}

/** Object and tenant ids are GUIDs: their case says nothing. */
function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
