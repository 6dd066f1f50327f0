import { type Conversation, cardOf, type Message } from './conversations.ts'
import type { Answer, Driver, Seen } from './driver.ts'
import type { TeamsPerson } from './people.ts'

/** What people's clients show: the message as it is for everybody, or what an invoke answered to that one person. */
export interface Clients {
  /** Messages that this person sees in a conversation, oldest first; their clients refresh what asks for it. */
  sees(person: TeamsPerson, conversation: Conversation): Promise<readonly Seen[]>
  /** As `sees`, without refreshing: what an old client, or a notification, shows. */
  seesAtFirst(person: TeamsPerson, conversation: Conversation): readonly Seen[]
  /** A click, and what the person's client shows of the card afterwards. */
  clicks(seen: Seen, verb: string, inputs?: { readonly [id: string]: string }): Promise<Clicked>
}

export interface Clicked {
  readonly answer: Answer
  readonly seen: Seen
}

interface View {
  readonly edits: number
  readonly card: unknown
}

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
export function createClients(driver: Driver): Clients {
  const views = new Map<string, View>()
  const keyOf = (person: TeamsPerson, { id }: Message) => `${person.oid} ${id}`

  function seesAtFirst(person: TeamsPerson, conversation: Conversation): readonly Seen[] {
    const shown = conversation.messages.filter((message) => isShown(message, person))
    return shown.map((message) => ({ person, conversation, message, card: cardOf(message.activity) }))
  }

  /** An edit of the message puts an end to the view of one's own. */
  function current(seen: Seen): Seen {
    const view = views.get(keyOf(seen.person, seen.message))
    return view?.edits === seen.message.edits ? { ...seen, card: view.card } : seen
  }

  /** What is answered counts for the message as it was asked about: an edit that overtook the answer is newer. */
  async function asked(seen: Seen, ask: () => Promise<Answer>): Promise<Clicked> {
    const { edits } = seen.message
    const answer = await ask()
    const card = cardAnswered(answer.json)
    if (card === null) return { answer, seen: current(seen) }
    views.set(keyOf(seen.person, seen.message), { edits, card })
    return { answer, seen: { ...seen, card } }
  }

  async function opened(seen: Seen): Promise<Seen> {
    const shown = current(seen)
    if (shown !== seen || !refreshesFor(seen)) return shown
    return (await asked(seen, () => driver.refreshes(seen))).seen
  }

  return {
    seesAtFirst,
    sees: (person, conversation) => Promise.all(seesAtFirst(person, conversation).map(opened)),
    clicks: (seen, verb, inputs) => asked(seen, () => driver.clicks(seen, verb, inputs)),
  }
}

function isShown({ by, deleted, targetOf }: Message, { mri, oid }: TeamsPerson): boolean {
  return by === 'bot' && !deleted && (targetOf === null || targetOf === mri || targetOf === oid)
}

/** Without `userIds`, clients refresh in conversations of at most 60; with them, those of the people named do. */
function refreshesFor({ card, person, conversation }: Seen): boolean {
  const refresh: unknown = card && Reflect.get(Object(card), 'refresh')
  if (!refresh) return false
  const userIds: unknown = Reflect.get(Object(refresh), 'userIds')
  return Array.isArray(userIds) ? userIds.includes(person.mri) : conversation.members.length <= 60
}

/** The card in the answer to an invoke; null where it is a message, an error or nothing. */
export function cardAnswered(json: unknown): object | null {
  const answer = Object(json)
  if (Reflect.get(answer, 'type') !== 'application/vnd.microsoft.card.adaptive') return null
  const value: unknown = Reflect.get(answer, 'value')
  return typeof value === 'object' ? value : null
}
