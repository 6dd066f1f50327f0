import { randomBytes } from 'node:crypto'
import type { WireCode, WireMessage } from '../../adapters/web/wire.ts'

const PATIENCE = 15_000

/** One person at the web chat of a running server, over HTTP as the page speaks it. */
export interface ChatClient {
  says(text: string): Promise<void>
  presses(verb: string, requestId: string | null, inputs?: Record<string, string>): Promise<void>
  messages(conversation?: string): Promise<readonly WireMessage[]>
  /** Waits until a message is there that satisfies this. */
  sees(what: (message: WireMessage) => boolean, conversation?: string): Promise<WireMessage>
  code(): Promise<string>
  /** Opens the page that a card links to and enters the code there; the page's text. */
  proves(link: string): Promise<string>
  skips(duration: string): Promise<void>
}

export function chatClient(url: string, personId: string): ChatClient {
  const as = `as=${personId}`

  async function post(path: string, body: object): Promise<void> {
    const nonce = randomBytes(16).toString('hex')
    const response = await fetch(`${url}/api/web/${path}?${as}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(path === 'demo/clock' ? body : { nonce, ...body }),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  }

  async function messages(conversation = 'elevate'): Promise<readonly WireMessage[]> {
    const response = await fetch(`${url}/api/web/conversations/${conversation}/messages?${as}`)
    const body = (await response.json()) as { messages: WireMessage[] }
    return body.messages
  }

  async function code(): Promise<string> {
    const response = await fetch(`${url}/api/web/demo/code?${as}`)
    const body = (await response.json()) as WireCode
    return body.code ?? ''
  }

  return {
    says: (text) => post('messages', { text }),
    presses: (verb, requestId, inputs = {}) =>
      post('actions', { verb, requestId, termsVersion: requestId ? 1 : null, inputs }),
    messages,
    sees: async (what, conversation) => {
      const until = Date.now() + PATIENCE
      for (;;) {
        const all = await messages(conversation)
        const found = all.findLast(what)
        if (found) return found
        if (Date.now() > until)
          throw new Error(`never seen by ${personId}; last: ${all.at(-1)?.fallbackText ?? 'nothing'}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    code,
    proves: async (link) => {
      const page = await (await fetch(link)).text()
      const nonce = /name="nonce"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? ''
      const response = await fetch(link, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
        body: new URLSearchParams({ code: await code(), nonce }).toString(),
      })
      return response.text()
    },
    skips: (duration) => post('demo/clock', { skip: duration }),
  }
}

/** The address behind a card's link button. */
export function linkOf(message: WireMessage): string {
  const url = /"type":"Action.OpenUrl"[^}]*?"url":"(http[^"]+)"/.exec(JSON.stringify(message.card))?.[1]
  if (!url) throw new Error(`no link in: ${message.fallbackText}`)
  return url
}

/** The spoken id a message names. */
export function requestIdOf(message: WireMessage): string {
  const id = /EL-[0-9A-Z]{4,}/.exec(message.fallbackText)?.[0]
  if (!id) throw new Error(`no request id in: ${message.fallbackText}`)
  return id
}
