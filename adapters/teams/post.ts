import type { Instant, Log, OutgoingMessage, SendOutcome } from '../../bot/index.ts'
import { messageId, type Posted } from './address.ts'
import type { At, Called, Connector, Outgoing } from './connector.ts'
import type { Failure } from './errors.ts'
import { isGone, isUndrawable, outcomeOf } from './outcome.ts'
import type { Pace } from './pace.ts'
import type { Note, PostedMessages } from './posted.ts'

export interface PostSurroundings {
  readonly connector: Connector
  readonly pace: Pace
  readonly posted: PostedMessages
  readonly now: () => Instant
  readonly log: Log
}

/** What goes to a conversation. */
export interface Post {
  readonly message: OutgoingMessage
  readonly at: At
  readonly activity: Outgoing
  /** The same in words, for what Teams will not draw. */
  readonly text: Outgoing
}

/** How a call ended, for who may still try another conversation. */
export type Tried = SendOutcome | { readonly outcome: 'gone' }

/** Posts a message, unless an earlier attempt did, or may have: Teams can be asked neither. */
export async function postOnce(post: Post, around: PostSurroundings): Promise<Tried> {
  const { message } = post
  const note = await around.posted.find(message.key)
  if (note?.activityId != null && note.conversationId === post.at.conversationId) {
    return update(post, { conversationId: note.conversationId, activityId: note.activityId }, around)
  }
  return note && isInDoubt(note, message, around) ? UNCONFIRMED : postNow(post, around)
}

/**
 * May be there already, and is not posted twice: the card, if it is there, asks for its newest view when it is looked
 * at, and with that tells its id. A newer state is posted all the same, and so is an alert, and what a crash left open.
 */
function isInDoubt(note: Note, { view, viewVersion }: OutgoingMessage, { posted }: PostSurroundings): boolean {
  if (note.activityId !== null || view.card === 'alert' || !posted.isOurs(note)) return false
  return note.viewVersion >= viewVersion
}

const UNCONFIRMED: SendOutcome = { outcome: 'unreachable', reason: 'unconfirmed' }

/** Brings a posted message to a newer state; one that is gone is posted anew. */
export async function update(post: Post, posted: Posted, around: PostSurroundings): Promise<Tried> {
  const { connector } = around
  const at = { ...post.at, conversationId: posted.conversationId }
  const called = await drawn(post, around, (activity) => connector.update(at, posted.activityId, activity))
  if (called.outcome === 'ok') {
    await noted(post, posted, around)
    return { outcome: 'sent', messageId: messageId(posted) }
  }
  return isGone(called) ? postNow(post, around) : outcomeOf(called, around.now())
}

async function postNow(post: Post, around: PostSurroundings): Promise<Tried> {
  const { connector, posted, now } = around
  const { message, at } = post
  let isBegun = false
  const called = await drawn(post, around, async (activity) => {
    if (!isBegun) await posted.begin(message.key, at.conversationId, message.viewVersion)
    isBegun = true
    return connector.post(at, activity)
  })
  if (called.outcome === 'ok') {
    const { activityId } = called.result
    if (activityId === null) return UNCONFIRMED
    const where = { conversationId: at.conversationId, activityId }
    await noted(post, where, around)
    return { outcome: 'sent', messageId: messageId(where) }
  }
  if (called.outcome === 'unknown') return message.view.card === 'alert' ? outcomeOf(called, now()) : UNCONFIRMED
  if (isBegun) await posted.forget(message.key)
  return isGone(called) ? { outcome: 'gone' } : outcomeOf(called, now())
}

/** It is out, whatever becomes of the note. */
async function noted({ message }: Post, where: Posted, { posted, log }: PostSurroundings): Promise<void> {
  try {
    await posted.complete(message.key, where, message.viewVersion)
  } catch {
    log.warn({}, 'A message was posted, and the note of it was not stored')
  }
}

/** Waits for its turn, and calls. What Teams will not draw goes out as text. */
async function drawn<Result>(
  { message, at, activity, text }: Post,
  { pace, log }: PostSurroundings,
  call: (activity: Outgoing) => Promise<Called<Result>>,
): Promise<Called<Result>> {
  const turn = await pace.turn(at.conversationId, isUrgent(message.view))
  if (turn.outcome === 'later') return { outcome: 'again', waitMs: turn.afterMs, reason: 'pace' }
  const called = await call(activity)
  if (called.outcome === 'ok' || !isRedrawable(called, activity)) return called
  log.error({ card: message.view.card, reason: called.code }, 'Teams does not draw a card: its text is sent')
  return call(text)
}

/** The feed gives way to whatever somebody waits for. */
function isUrgent(view: OutgoingMessage['view']): boolean {
  return view.card !== 'activation' && view.card !== 'history' && !(view.card === 'list' && view.list === 'feed')
}

function isRedrawable(failure: Failure, activity: Outgoing): failure is Failure & { readonly outcome: 'refused' } {
  return isUndrawable(failure) && activity.attachments !== undefined
}
