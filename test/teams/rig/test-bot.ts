import type { Conversation } from './conversations.ts'
import { APP_ID, BOT, TENANT, type TeamsPerson } from './people.ts'
import type { Rig } from './rig.ts'
import { BOT_SECRET } from './token-endpoint.ts'

export interface Called {
  readonly status: number | null
  readonly json: unknown
  readonly retryAfter: string | null
}

/** As little of a bot as the rig can be tested with. It keeps what it is sent and calls the connector as it is told. */
export type TestBot = ReturnType<typeof createTestBot>

export function createTestBot({ connector }: Rig, patienceMs = 10_000) {
  const received: { readonly activity: unknown; readonly authorization: string | null }[] = []
  let answer: () => Response = () => new Response(null, { status: 200 })

  async function token(): Promise<string> {
    const scope = 'https://api.botframework.com/.default'
    const form = { grant_type: 'client_credentials', client_id: APP_ID, client_secret: BOT_SECRET, scope }
    const response = await fetch(connector.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })
    return String(Reflect.get(Object(await response.json()), 'access_token'))
  }

  async function call(method: string, path: string, body: object | null, given?: string): Promise<Called> {
    const headers = { authorization: `Bearer ${given ?? (await token())}`, 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(patienceMs)
    const init = { method, headers, signal, ...(body && { body: JSON.stringify(body) }) }
    try {
      const response = await fetch(`${connector.serviceUrl}v3/conversations${path}`, init)
      const json: unknown = await response.json().catch(() => null)
      return { status: response.status, json, retryAfter: response.headers.get('retry-after') }
    } catch {
      return { status: null, json: null, retryAfter: null }
    }
  }

  const activities = ({ id }: Conversation) => `/${encodeURIComponent(id)}/activities`

  function posts(conversation: Conversation, card: object, more: { token?: string; text?: string } = {}) {
    const text = more.text === undefined ? {} : { text: more.text }
    return call('POST', activities(conversation), { ...messageWith(card), ...text }, more.token)
  }

  return {
    received,
    answersWith: (make: () => Response) => {
      answer = make
    },
    async fetch(request: Request): Promise<Response> {
      received.push({ activity: await request.json(), authorization: request.headers.get('authorization') })
      return answer()
    },
    posts,
    async posted(conversation: Conversation, card: object): Promise<{ readonly id: string }> {
      const { json } = await posts(conversation, card)
      return { id: String(Reflect.get(Object(json), 'id')) }
    },
    updates: (conversation: Conversation, id: string, card: object) =>
      call('PUT', `${activities(conversation)}/${id}`, messageWith(card)),
    deletes: (conversation: Conversation, id: string) => call('DELETE', `${activities(conversation)}/${id}`, null),
    targets: (conversation: Conversation, { mri }: TeamsPerson, card: object) =>
      call('POST', `${activities(conversation)}?isTargetedActivity=true`, {
        ...messageWith(card),
        recipient: { id: mri },
      }),
    opens: ({ oid }: TeamsPerson) =>
      call('POST', '', { isGroup: false, bot: BOT, members: [{ id: oid }], channelData: { tenant: { id: TENANT } } }),
  }
}

function messageWith(card: object) {
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }] }
}
