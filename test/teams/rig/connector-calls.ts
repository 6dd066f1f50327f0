import { LARGEST_MESSAGE, problemsOfCard } from '../card-rules.ts'
import type { Route } from './connector-routes.ts'
import { type Conversation, type ConversationBook, cardOf, type Message, type Outgoing } from './conversations.ts'
import { BOT, type TeamsPerson } from './people.ts'

export interface Answered {
  readonly status: number
  readonly body: object
  readonly headers?: { readonly [name: string]: string }
}

/** What Teams does with one call, once who calls and how often are settled. */
export interface CallSite {
  readonly book: ConversationBook
  readonly people: ReadonlyMap<string, TeamsPerson>
  nextId(): string
}

/** Codes and meanings from the page "Format your bot messages", section status codes. */
export function refused(status: number, code: string, message = code): Answered {
  return { status, body: { error: { code, message } } }
}

export function answerCall(site: CallSite, route: Route, body: Outgoing | null): Answered {
  const { operation, isTargeted, item } = route
  if (body === null) return refused(400, 'BadSyntax', 'Not JSON')
  if (operation === 'createConversation') return createConversation(site, body)
  const conversation = site.book.find(route.conversation)
  if (operation === 'unknown' || !conversation) return refused(404, 'ConversationNotFound')
  if (!conversation.installed) return refused(403, 'BotNotInConversationRoster')
  const root = route.conversation.split(';messageid=')[1] ?? null
  switch (operation) {
    case 'post':
      return post(site, conversation, body, root, isTargeted)
    case 'reply':
      return post(site, conversation, body, root ?? item, isTargeted)
    case 'update':
      return update(conversation, item, body, isTargeted)
    case 'delete':
      return remove(conversation, item, isTargeted)
    case 'members':
      return members(conversation)
    case 'member':
      return member(conversation, item)
    default:
      return refused(404, 'ConversationNotFound')
  }
}

function createConversation(site: CallSite, body: Outgoing): Answered {
  const members = Array.isArray(body['members']) ? body['members'] : []
  const tenant = idIn(body['channelData'], 'tenant') ?? body['tenantId']
  const channelId = idIn(body['channelData'], 'channel')
  if (body['isGroup'] === true && channelId) return startThread(site, channelId, body['activity'])
  if (members.length !== 1 || typeof tenant !== 'string') {
    return refused(400, 'BadSyntax', 'Incorrect conversation creation parameters')
  }
  const person = site.people.get(String(members[0]?.id))
  if (!person || person.tenantId !== tenant) return refused(403, 'BotNotInConversationRoster')
  const conversation = site.book.personal(person)
  return conversation.installed
    ? { status: 201, body: { id: conversation.id } }
    : refused(403, 'BotNotInConversationRoster')
}

function startThread(site: CallSite, channelId: string, activity: unknown): Answered {
  const channel = site.book.find(channelId)
  if (!channel?.installed) return refused(403, 'BotNotInConversationRoster')
  if (typeof activity !== 'object' || activity === null) return refused(400, 'BadSyntax')
  const posted = post(site, channel, { ...activity }, null, false)
  if (posted.status !== 201 || !('id' in posted.body)) return posted
  const { id } = posted.body
  return { status: 201, body: { id: `${channel.id};messageid=${id}`, activityId: id } }
}

function post(
  site: CallSite,
  conversation: Conversation,
  activity: Outgoing,
  rootId: string | null,
  isTargeted: boolean,
): Answered {
  const wrong = wrongWith(activity)
  if (wrong) return wrong
  const targetOf = isTargeted ? (idIn(activity, 'recipient') ?? null) : null
  if (isTargeted && targetOf === null) return refused(400, 'BadArgument', 'The recipient is missing')
  if (isTargeted && !conversation.members.some(({ mri, oid }) => targetOf === mri || targetOf === oid)) {
    return refused(403, 'BadArgument', 'The recipient is no member')
  }
  if (isTargeted && conversation.type === 'personal') return refused(400, 'BadArgument', 'Not in a personal chat')
  const id = site.nextId()
  conversation.messages.push({ id, activity, by: 'bot', rootId, targetOf, edits: 0, deleted: false })
  // Text with an attachment is sent as two messages, and their ids are not told.
  return { status: 201, body: activity.text !== undefined && activity.attachments?.length ? {} : { id } }
}

function update(conversation: Conversation, id: string, activity: Outgoing, isTargeted: boolean): Answered {
  const message = found(conversation, id, isTargeted)
  if (!message) return refused(404, 'ActivityNotFoundInConversation', 'The activity was not found')
  const wrong = wrongWith(activity)
  if (wrong) return wrong
  if (isTargeted && activity['recipient'] !== undefined) return refused(400, 'BadArgument', 'No recipient here')
  message.activity = activity
  message.edits += 1
  return { status: 200, body: { id } }
}

function remove(conversation: Conversation, id: string, isTargeted: boolean): Answered {
  const message = found(conversation, id, isTargeted)
  if (!message) return refused(404, 'ActivityNotFoundInConversation', 'The activity was not found')
  message.deleted = true
  return { status: 200, body: {} }
}

function members(conversation: Conversation): Answered {
  return { status: 200, body: { members: conversation.members.map(memberOf) } }
}

function member(conversation: Conversation, id: string): Answered {
  const found = conversation.members.find(({ mri, oid, userPrincipalName }) =>
    [mri, oid, userPrincipalName].includes(id),
  )
  return found ? { status: 200, body: memberOf(found) } : refused(404, 'MemberNotFoundInConversation')
}

function memberOf({ mri, oid, displayName, tenantId, userPrincipalName, userRole }: TeamsPerson) {
  const mail = { email: userPrincipalName, userPrincipalName }
  return { id: mri, name: displayName, aadObjectId: oid, ...mail, tenantId, userRole }
}

function found(conversation: Conversation, id: string, isTargeted: boolean): Message | null {
  const message = conversation.messages.find((each) => each.id === id)
  if (!message || message.deleted || message.by !== 'bot') return null
  return (message.targetOf !== null) === isTargeted ? message : null
}

function wrongWith(activity: Outgoing): Answered | null {
  if (Buffer.byteLength(JSON.stringify(activity)) > LARGEST_MESSAGE) return refused(413, 'MessageSizeTooBig')
  if (activity.type !== 'message' && activity.type !== 'typing') return refused(400, 'BadSyntax', 'No such type')
  if (idIn(activity, 'from') !== undefined && idIn(activity, 'from') !== BOT.id) return refused(403, 'Forbidden')
  if (activity.type === 'typing') return null
  if (!activity.attachments?.length) return activity.text ? null : refused(400, 'BadSyntax', 'Nothing to say')
  const card = cardOf(activity)
  const problems = card ? problemsOfCard(card) : ['it is not one Adaptive Card']
  return problems.length ? refused(400, 'BadSyntax', `Bad card: ${problems.join('; ')}`) : null
}

/** `{ [name]: { id } }` */
function idIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const inner: unknown = Reflect.get(value, name)
  if (typeof inner !== 'object' || inner === null) return undefined
  const id: unknown = Reflect.get(inner, 'id')
  return typeof id === 'string' ? id : undefined
}
