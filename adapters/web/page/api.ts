import type { WireCode, WireError, WireErrorCode, WireMessage, WireState } from '../wire.ts'
import type { Press } from './card.ts'

/** Elevate said no, or (`unreachable`) said nothing. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: WireErrorCode | 'unreachable'

  constructor(code: WireErrorCode | 'unreachable') {
    super(code)
    this.code = code
  }
}

/** Everything the page asks of the server, as the person this tab acts as. Throws `ApiError`. */
export interface Api {
  messages(conversation: string): Promise<readonly WireMessage[]>
  say(text: string, nonce: string): Promise<void>
  press(press: Press, nonce: string): Promise<void>
  suggestions(typed: string, signal: AbortSignal): Promise<readonly string[]>
  code(): Promise<WireCode>
  skip(duration: string): Promise<number>
  eventsUrl(since: string): string
  signOut(): Promise<void>
}

/** Who there is and where to start. Without a person: as whoever comes first. */
export async function getState(person: string | null): Promise<WireState> {
  return await call(`/api/web/state${person === null ? '' : `?as=${encodeURIComponent(person)}`}`)
}

export function createApi({ mode, csrf, actingAs }: WireState): Api {
  const who = mode === 'demo' ? { as: actingAs.id } : {}
  const url = (path: string, query: { readonly [name: string]: string } = {}) =>
    `/api/web/${path}?${new URLSearchParams({ ...who, ...query })}`
  const post = <T>(address: string, body: object) => send<T>(address, body, csrf)
  return {
    async messages(conversation) {
      const path = `conversations/${encodeURIComponent(conversation)}/messages`
      const { messages } = await call<{ messages: readonly WireMessage[] }>(url(path))
      return messages
    },
    say: async (text, nonce) => post(url('messages'), { nonce, text }),
    press: async (press, nonce) => post(url('actions'), { nonce, ...press }),
    async suggestions(typed, signal) {
      const found = await call<{ suggestions: readonly string[] }>(url('suggestions', { typed }), { signal })
      return found.suggestions
    },
    code: () => call(url('demo/code')),
    skip: async (skip) => (await post<{ now: number }>(url('demo/clock'), { skip })).now,
    eventsUrl: (since) => url('events', { since }),
    signOut: () => post(url('session/end'), {}),
  }
}

function send<T>(url: string, body: object, csrf: string | null): Promise<T> {
  return call(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(csrf !== null && { 'X-Elevate-CSRF': csrf }) },
    body: JSON.stringify(body),
  })
}

async function call<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw new ApiError('unreachable')
  })
  if (response.ok) return (await response.json()) as T
  // The page itself leads to the sign-in.
  if (response.status === 401) location.reload()
  const said = (await response.json().catch(() => null)) as WireError | null
  throw new ApiError(said?.error.code ?? 'unreachable')
}
