import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { type AdapterState, HOUR, type Instant, type PersonId, SECOND } from '../../bot/index.ts'

const NAMESPACE = 'web-sessions'
/** A working day: whoever stays longer signs in again. */
const VALID_FOR_MS = 8 * HOUR

const stored = z.object({ personId: z.string(), until: z.int() })

export interface WebSession {
  readonly personId: PersonId
  /** What the page sends along with everything that changes something; another site cannot read it. */
  readonly csrf: string
}

/** Who is signed in in which browser. Kept as hashes: nothing that is stored lets anybody in. */
export interface WebSessions {
  /** Remembers this browser as the person's, in place of whoever was signed in there. */
  begin(c: Context, personId: PersonId): Promise<void>
  of(c: Context): Promise<WebSession | null>
  end(c: Context): Promise<void>
}

export interface WebSessionsOptions {
  readonly state: AdapterState
  readonly publicUrl: string
  readonly now: () => Instant
}

export function createWebSessions({ state, publicUrl, now }: WebSessionsOptions): WebSessions {
  const isHttps = publicUrl.startsWith('https://')
  const name = isHttps ? '__Host-elevate-session' : 'elevate-session'

  function write(c: Context, id: string, maxAge: number): void {
    setCookie(c, name, id, { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps, maxAge })
  }

  async function forget(c: Context): Promise<void> {
    const id = getCookie(c, name)
    const record = id === undefined ? null : await state.get(NAMESPACE, keyOf(id))
    if (record) await state.remove(NAMESPACE, record.key, record.version)
  }

  return {
    async begin(c, personId) {
      await forget(c)
      const id = randomBytes(32).toString('base64url')
      const until = now() + VALID_FOR_MS
      const record = { namespace: NAMESPACE, key: keyOf(id), value: { personId, until }, expectedVersion: 0 }
      const saved = await state.put({ ...record, expiresAt: until })
      if (saved.outcome === 'saved') write(c, id, VALID_FOR_MS / SECOND)
    },
    async of(c) {
      const id = getCookie(c, name)
      if (id === undefined || id.length > 64) return null
      const parsed = stored.safeParse((await state.get(NAMESPACE, keyOf(id)))?.value)
      if (!parsed.success || now() >= parsed.data.until) return null
      return { personId: parsed.data.personId, csrf: csrfOf(id) }
    },
    async end(c) {
      await forget(c)
      write(c, '', 0)
    },
  }
}

/** Whether the page itself sent this. */
export function isCsrfRight(session: WebSession, sent: string | undefined): boolean {
  const [right, given] = [Buffer.from(session.csrf), Buffer.from(sent ?? '')]
  return right.length === given.length && timingSafeEqual(right, given)
}

function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}

/** Follows from the session's id and does not tell it. */
function csrfOf(id: string): string {
  return createHmac('sha256', id).update('csrf').digest('base64url')
}
