import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Instant, MINUTE } from '../../../bot/index.ts'

/** How long a sign-in may take from our page to the identity provider and back. */
const VALID_FOR_MS = 10 * MINUTE
/** Far more than people who sign in at once; whoever starts more pushes out the oldest. */
const MOST = 5000

/** One way to the identity provider and back, known to this process alone. */
export interface Flow<Subject> {
  readonly subject: Subject
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly startedAt: Instant
}

export interface Flows<Subject> {
  start(
    subject: Subject,
    browser: string,
    made: Pick<Flow<Subject>, 'state' | 'nonce' | 'codeVerifier'>,
    now: Instant,
  ): void
  /** The flow of that state, once, and only for the browser that began it. Somebody else's try does not use it up. */
  take(state: string, browser: string, now: Instant): Flow<Subject> | null
}

/**
 * Sign-ins under way, in memory: after a restart people begin anew. A state is kept as its hash, so that nothing that
 * could finish a sign-in lies about.
 */
export function createFlows<Subject>(): Flows<Subject> {
  const flows = new Map<string, Flow<Subject> & { readonly browserHash: Buffer }>()
  return {
    start(subject, browser, made, now) {
      for (const [key, flow] of flows) if (now >= flow.startedAt + VALID_FOR_MS) flows.delete(key)
      const [oldest] = flows.keys()
      if (flows.size >= MOST && oldest !== undefined) flows.delete(oldest)
      flows.set(keyOf(made.state), { ...made, subject, startedAt: now, browserHash: hash(browser) })
    },
    take(state, browser, now) {
      const flow = flows.get(keyOf(state))
      if (!flow || !timingSafeEqual(flow.browserHash, hash(browser))) return null
      flows.delete(keyOf(state))
      return now < flow.startedAt + VALID_FOR_MS && now >= flow.startedAt ? flow : null
    },
  }
}

/** 32 random bytes, URL safe: names one browser for the time of a sign-in. */
export function newBrowserId(): string {
  return randomBytes(32).toString('base64url')
}

function keyOf(state: string): string {
  return hash(state).toString('base64url')
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
