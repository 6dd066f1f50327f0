import { NotSent } from './errors.ts'

/** How the app proves who it is. Never log it. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** Certificate and private key, as PEM. */
  | { readonly kind: 'certificate'; readonly pem: string }
  /** `clientId` null: the identity that the system assigned. */
  | { readonly kind: 'managedIdentity'; readonly clientId: string | null }

/** A token, and how long it lasts, in milliseconds from now. */
export interface IssuedToken {
  readonly token: string
  readonly lastsMs: number
}

/** The token that Elevate shows to Teams. */
export interface OwnToken {
  /** Throws `NotSent` where there is none. */
  current(): Promise<string>
  /** It was not taken: the next call asks for another. */
  forget(token: string): void
}

export interface OwnTokenOptions {
  readonly issue: () => Promise<IssuedToken>
  readonly monotonic?: () => number
}

/** A token is renewed before it runs out: calls take time, and clocks differ. */
const MARGIN = 5 * 60_000
const SHORTEST = 30_000

/** Keeps the token for as long as it lasts; however many calls wait for it, it is asked for once. */
export function createOwnToken({ issue, monotonic = () => performance.now() }: OwnTokenOptions): OwnToken {
  let held: { readonly token: string; readonly until: number } | null = null
  let asking: Promise<string> | null = null

  async function ask(): Promise<string> {
    try {
      const { token, lastsMs } = await issue()
      held = { token, until: monotonic() + Math.max(lastsMs - MARGIN, SHORTEST) }
      return token
    } catch (error) {
      throw error instanceof NotSent ? error : new NotSent('no_token')
    }
  }

  return {
    current: async () => {
      if (held && monotonic() < held.until) return held.token
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    forget: (token) => {
      if (held?.token === token) held = null
    },
  }
}
