import { call } from '../attacks/call.ts'
import type { Act, Ledger } from './ledger.ts'

/** The people of the demo organisation at their web chat, over HTTP. Every act is written into the ledger. */
export interface People {
  /** Writes a line. */
  says(person: string, text: string, act?: Partial<Act>): Promise<Act>
  /** Presses a button of a card. */
  presses(
    person: string,
    verb: string,
    requestId: string,
    inputs?: Record<string, string>,
    act?: Partial<Act>,
  ): Promise<Act>
  /** Does the same act once more, as after a broken connection. */
  repeats(act: Act): Promise<void>
  /** Opens the page behind the card's link and enters the code of this person's authenticator. */
  proves(person: string, requestId: string, code?: string): Promise<void>
  skips(ms: number): Promise<void>
  get(path: string): Promise<string>
}

export function createPeople(port: number, ledger: Ledger): People {
  const origin = `http://localhost:${port}`
  const bodies = new Map<Act, { readonly path: string; readonly body: object }>()

  async function post(path: string, body: object): Promise<void> {
    const headers = { host: `localhost:${port}`, origin, 'content-type': 'application/json' }
    const answer = await call(port, { method: 'POST', path, headers, body: JSON.stringify(body) })
    if (answer.status >= 300) throw new Refused(`${path} answered ${answer.status}: ${answer.body}`)
  }

  async function get(path: string): Promise<string> {
    const answer = await call(port, { path, headers: { host: `localhost:${port}` } })
    if (answer.status >= 300) throw new Refused(`${path} answered ${answer.status}`)
    return answer.body
  }

  async function send(act: Act): Promise<void> {
    const sent = bodies.get(act)
    if (!sent) throw new Error('nothing was sent for this act')
    await post(`/api/web/${sent.path}?as=${act.person}`, { ...sent.body, nonce: act.nonce })
    act.acknowledged = true
  }

  async function begin(person: string, about: Partial<Act>, path: string, body: object): Promise<Act> {
    const act = ledger.add({
      person,
      kind: about.kind ?? 'other',
      isSaid: path === 'messages',
      requestId: about.requestId ?? null,
      mark: about.mark ?? null,
    })
    bodies.set(act, { path, body })
    await send(act)
    return act
  }

  async function linkFor(person: string, requestId: string): Promise<string> {
    const { messages }: { messages: readonly { card: unknown; fallbackText: string }[] } = JSON.parse(
      await get(`/api/web/conversations/elevate/messages?as=${person}`),
    )
    for (const { card } of messages.toReversed()) {
      const text = JSON.stringify(card)
      const path = /"url":"http:\/\/[^/"]+(\/verify\/[^"]+)"/.exec(text)?.[1]
      if (path && text.includes(requestId)) return path
    }
    throw new Refused(`${person} has no link for ${requestId}`)
  }

  return {
    get,
    says: (person, text, about = {}) => begin(person, about, 'messages', { text }),
    presses: (person, verb, requestId, inputs = {}, about = {}) =>
      begin(person, { requestId, ...about }, 'actions', { verb, requestId, termsVersion: 1, inputs }),
    repeats: send,
    proves: async (person, requestId, code) => {
      const path = await linkFor(person, requestId)
      const nonce = /name="nonce"[^>]*value="([^"]+)"/.exec(await get(path))?.[1] ?? ''
      const typed = code ?? JSON.parse(await get(`/api/web/demo/code?as=${person}`)).code
      const act = ledger.add({ person, kind: 'proof', isSaid: false, requestId, mark: null })
      const answer = await call(port, {
        method: 'POST',
        path,
        headers: { host: `localhost:${port}`, origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ code: String(typed), nonce }).toString(),
      })
      act.acknowledged = answer.status === 200
      if (answer.status !== 200) throw new Refused(`the proof was answered ${answer.status}`)
    },
    skips: async (ms) => {
      const act = ledger.add({ person: 'adele', kind: 'skip', isSaid: false, requestId: null, mark: String(ms) })
      await post('/api/web/demo/clock?as=adele', { skip: `PT${Math.ceil(ms / 1000)}S` })
      act.acknowledged = true
    },
  }
}

/** The server said no: unlike a broken connection, that is an answer. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
