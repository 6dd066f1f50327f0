import { type Instant, MINUTE, type PersonId } from '../../bot/index.ts'

/** Long enough for the call and its one repetition; then people sign in again. */
const KEPT_FOR_MS = 2 * MINUTE
/** Far more than people who sign in within two minutes. */
const MOST = 2000

export interface SignIn {
  readonly personId: PersonId
  readonly accessToken: string
  readonly expiresAt: Instant
}

/**
 * Tokens of people, for the one thing each signed in for. In memory alone: they are written nowhere and told to nobody
 * but Graph, and after a restart people sign in again.
 */
export interface SignIns {
  /** Returns how to take it back. */
  deposit(key: string, signIn: SignIn): () => void
  /** The person's token for that key while it is good, or null. */
  tokenFor(key: string, personId: PersonId): string | null
  readonly size: number
}

export function createSignIns(now: () => Instant): SignIns {
  const kept = new Map<string, SignIn & { readonly until: Instant }>()

  function sweep(): void {
    for (const [key, { until }] of kept) if (now() >= until) kept.delete(key)
    const [oldest] = kept.keys()
    if (kept.size >= MOST && oldest !== undefined) kept.delete(oldest)
  }

  return {
    deposit(key, signIn) {
      sweep()
      const held = { ...signIn, until: Math.min(now() + KEPT_FOR_MS, signIn.expiresAt) }
      kept.set(key, held)
      return () => void (kept.get(key) === held && kept.delete(key))
    },
    tokenFor(key, personId) {
      sweep()
      const held = kept.get(key)
      return held?.personId === personId ? held.accessToken : null
    },
    get size() {
      sweep()
      return kept.size
    },
  }
}

/**
 * What a sign-in asks for, so that Graph can be called in the person's name: to activate for oneself, and to answer an
 * approval one is named for, which PIM asks the same permission for.
 * https://learn.microsoft.com/graph/permissions-reference
 */
export function activationScopes(graphUrl: string, kind: 'role' | 'group'): readonly string[] {
  const permission =
    kind === 'role'
      ? 'RoleAssignmentSchedule.ReadWrite.Directory'
      : 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup'
  return [`${graphUrl}/${permission}`]
}
