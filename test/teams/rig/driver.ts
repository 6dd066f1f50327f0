import * as shapes from './activities.ts'
import type { Connector } from './connector.ts'
import { type Conversation, cardOf, type Message } from './conversations.ts'
import type { Issuer } from './issuer.ts'
import { APP_ID, type TeamsPerson } from './people.ts'

/** What the bot answered: status and body as Teams would see them, and how long it took. */
export interface Answer {
  readonly status: number
  readonly text: string
  readonly json: unknown
}

export interface DriverOptions {
  readonly connector: Connector
  readonly issuer: Issuer
  /** Takes `POST /api/messages`. */
  readonly fetch: (request: Request) => Promise<Response>
  readonly now?: () => number
}

export interface SendOptions {
  /** Null sends none. */
  readonly token?: string | null
  /** Changed after the activity was made. */
  readonly change?: (activity: shapes.Activity) => unknown
}

/** Inputs that somebody filled in, by id. */
export type Inputs = { readonly [id: string]: string }

export type Driver = ReturnType<typeof createDriver>

/** Teams' delivery side and the clients of people: what somebody does becomes an activity, sent with a real token. */
export function createDriver({ connector, issuer, fetch, now = Date.now }: DriverOptions) {
  const { serviceUrl } = connector

  /** Any body at all, with a token that is good unless told otherwise. */
  async function post(body: string, { token }: Pick<SendOptions, 'token'> = {}): Promise<Answer> {
    const good = token === undefined ? await goodToken() : token
    const headers = { 'content-type': 'application/json', ...(good !== null && { authorization: `Bearer ${good}` }) }
    const response = await fetch(new Request('http://127.0.0.1/api/messages', { method: 'POST', body, headers }))
    const text = await response.text()
    return { status: response.status, text, json: jsonIn(text) }
  }

  function goodToken(): Promise<string> {
    return issuer.sign({ aud: APP_ID, serviceurl: serviceUrl })
  }

  function send(activity: shapes.Activity, { change, token }: SendOptions = {}): Promise<Answer> {
    const sent = change ? change(activity) : activity
    return post(typeof sent === 'string' ? sent : JSON.stringify(sent), token === undefined ? {} : { token })
  }

  /** Messages have ids of their conversation, events have others. */
  function where(person: TeamsPerson, conversation: Conversation, id: string, rootId: string | null = null) {
    return { person, conversation, serviceUrl, at: now(), id, rootId }
  }

  function typed(person: TeamsPerson, conversation: Conversation, rootId: string | null) {
    return where(person, conversation, connector.nextId(), rootId)
  }

  const on = (person: TeamsPerson, conversation: Conversation, message: Message) =>
    where(person, conversation, shapes.eventId(), message.rootId)

  /** A click on the button with this verb, in the card as this person sees it. */
  function clicks(seen: Seen, verb: string, inputs: Inputs = {}, options: SendOptions = {}): Promise<Answer> {
    const { person, conversation, message, card } = seen
    const action = actionIn(card, 'Action.Execute', verb)
    const data = { ...action.data, ...inputs }
    const activity = shapes.execute(on(person, conversation, message), message.id, { verb, data, trigger: 'manual' })
    return send(activity, options)
  }

  return {
    post,
    send,
    where,
    clicks,
    /** Into a personal chat. */
    types: (person: TeamsPerson, text: string, options?: SendOptions) =>
      send(shapes.message(typed(person, connector.book.personal(person), null), text), options),
    /** `@Elevate text`, in a group chat or channel. */
    mentions: (
      person: TeamsPerson,
      conversation: Conversation,
      text: string,
      options: SendOptions & { rootId?: string } = {},
    ) => {
      const at = typed(person, conversation, options.rootId ?? null)
      const rooted = conversation.type === 'channel' ? { ...at, rootId: options.rootId ?? at.id } : at
      return send(shapes.mention(rooted, text), options)
    },
    /** A slash command, which only the person and the bot see. */
    slash: (person: TeamsPerson, conversation: Conversation, text: string, options?: SendOptions) =>
      send(shapes.targeted(typed(person, conversation, null), text), options),
    /** The same click in a client without Universal Actions. */
    submits: (seen: Seen, verb: string, inputs: Inputs = {}, options: SendOptions = {}) => {
      const { person, conversation, message, card } = seen
      const { data } = actionIn(card, 'Action.Submit', verb)
      return send(
        shapes.submit(typed(person, conversation, message.rootId), message.id, { ...data, ...inputs }),
        options,
      )
    },
    /** What a client does by itself with a card that asks for it, or by hand. */
    refreshes: (seen: Seen, trigger: 'manual' | 'automatic' = 'automatic', options: SendOptions = {}) => {
      const { person, conversation, message } = seen
      const { verb, data } = refreshOf(cardOf(message.activity))
      return send(shapes.execute(on(person, conversation, message), message.id, { verb, data, trigger }), options)
    },
    /** Teams installs the app for a person and tells the bot. */
    async installs(person: TeamsPerson, options?: SendOptions) {
      const conversation = connector.book.personal(connector.meet(person))
      conversation.installed = true
      await send(shapes.membersAdded(where(person, conversation, shapes.eventId())), options)
      return send(shapes.installation(where(person, conversation, shapes.eventId()), 'add'), options)
    },
    uninstalls: (person: TeamsPerson, options?: SendOptions) => {
      const conversation = connector.book.personal(person)
      conversation.installed = false
      return send(shapes.installation(where(person, conversation, shapes.eventId()), 'remove'), options)
    },
    /** Somebody adds the app to a group chat or a team. */
    adds: (person: TeamsPerson, conversation: Conversation, options?: SendOptions) =>
      send(shapes.installation(where(person, conversation, shapes.eventId()), 'add'), options),
  }
}

/** A card as one person sees it. */
export interface Seen {
  readonly person: TeamsPerson
  readonly conversation: Conversation
  readonly message: Message
  readonly card: unknown
}

interface FoundAction {
  readonly verb: string
  readonly data: object
}

/** Throws where the card has no such button: nobody can click what is not there. */
function actionIn(card: unknown, type: string, verb: string): FoundAction {
  const found = actionsIn(card, type).find((each) => each.verb === verb)
  if (!found) throw new Error(`The card has no button ${verb}`)
  return found
}

export function actionsIn(value: unknown, type: string): readonly FoundAction[] {
  if (Array.isArray(value)) return value.flatMap((each) => actionsIn(each, type))
  if (typeof value !== 'object' || value === null) return []
  const { refresh: _, ...shown } = { refresh: null, ...value }
  const data: unknown = Reflect.get(value, 'data')
  const isIt = Reflect.get(value, 'type') === type && typeof data === 'object' && data !== null
  const own = isIt ? [{ verb: String(Reflect.get(value, 'verb') ?? Reflect.get(data, 'verb')), data }] : []
  return [...own, ...Object.values(shown).flatMap((each) => actionsIn(each, type))]
}

function refreshOf(card: object | null): FoundAction {
  const refresh: unknown = card && Reflect.get(card, 'refresh')
  const [found] = actionsIn([refresh], 'Action.Execute')
  if (!found) throw new Error('The card asks for no refresh')
  return found
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
