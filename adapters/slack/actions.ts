import { type ChatIdentity, VERBS, type Verb } from '../../bot/index.ts'
import type { Payload } from './body.ts'
import { type Inbound, identityOf, submissionKey, whoOf } from './deliveries.ts'
import {
  type ActionPayload,
  actionPayload,
  type ButtonValue,
  buttonValue,
  modalMetadata,
  type SubmissionPayload,
  submissionPayload,
} from './payloads.ts'

/** Verbs that ask for something before anything is decided: their click opens a modal, whose submission counts. */
export const ASKING_VERBS = ['deny', 'approveLess', 'takeBack', 'revoke'] as const
export type AskingVerb = (typeof ASKING_VERBS)[number]

/** The inputs of our modals; what comes under any other name is not ours. */
const INPUTS = ['activatable', 'duration', 'ticket', 'justification', 'reason', 'confirm']

export interface Pressed {
  readonly verb: Verb
  readonly value: ButtonValue
  readonly identity: ChatIdentity
  readonly triggerId: string
  /** What is stored where the click itself counts. */
  readonly inbound: Inbound
}

export type PressedButton = Pressed | { readonly verb: null; readonly why: string }

/** A click on one of our buttons; `verb` null: on a link, or on nothing of ours. */
export function pressedButton(body: Payload, home: string): PressedButton {
  const parsed = actionPayload.safeParse(body)
  if (!parsed.success) return { verb: null, why: 'unexpected shape' }
  const { data } = parsed
  const [action] = data.actions
  if (!action) return { verb: null, why: 'no action' }
  if (action.action_id.startsWith('link:')) return { verb: null, why: 'a link: Slack has opened it' }
  const verb = verbOf(action.action_id)
  const value = valueIn(action.value)
  const identity = identityOf(home, data.user.id, data.team?.id, data.user.team_id)
  if (!verb || !value || !identity) return { verb: null, why: 'not a button of ours' }
  const { text } = value
  const inputs = { ...(text !== undefined && { text }), ...(askedToConfirm(data, action) && confirmed) }
  const inbound = inboundOf(data, identity, { verb, ...subjectOf(value), inputs })
  return { verb, value, identity, triggerId: data.trigger_id, inbound }
}

export interface Submitted {
  readonly what: 'form' | 'decision'
  readonly view: SubmissionPayload['view']
  readonly inbound: Inbound
}

/** A submitted modal of ours, or null. Which request it is about comes from its metadata, to be looked up again. */
export function submittedModal(body: Payload, home: string): Submitted | null {
  const parsed = submissionPayload.safeParse(body)
  if (!parsed.success) return null
  const { data } = parsed
  const { view, user, team } = data
  const identity = identityOf(home, user.id, team?.id, user.team_id, view.app_installed_team_id)
  const verb = submittedVerb(view.callback_id)
  if (!identity || !verb) return null
  const subject = verb === 'submit' ? { requestId: null, termsVersion: null } : subjectIn(view.private_metadata)
  if (!subject) return null
  const inbound: Inbound = {
    deliveryKey: submissionKey(data),
    identity,
    delivery: { kind: 'action', ...whoOf(identity), verb, ...subject, inputs: inputsOf(view) },
    triggerId: null,
    responseUrl: undefined,
    channelId: null,
  }
  return { what: verb === 'submit' ? 'form' : 'decision', view, inbound }
}

function verbOf(actionId: string): Verb | null {
  const named = /^verb:([A-Za-z]{1,40})(?::[0-9]{1,4})?$/.exec(actionId)?.[1]
  return VERBS.find((verb) => verb === named) ?? null
}

function submittedVerb(callbackId: string): Verb | null {
  if (callbackId === 'form') return 'submit'
  if (callbackId === 'lessTime') return 'approveLess'
  const named = /^reason:([A-Za-z]{1,40})$/.exec(callbackId)?.[1]
  return ASKING_VERBS.find((verb) => verb === named) ?? null
}

function valueIn(text: string | undefined): ButtonValue | null {
  return text === undefined ? null : (buttonValue.safeParse(parseJson(text)).data ?? null)
}

function subjectIn(metadata: string): ReturnType<typeof subjectOf> | null {
  return modalMetadata.safeParse(parseJson(metadata)).data ?? null
}

function subjectOf({ requestId, termsVersion }: Pick<ButtonValue, 'requestId' | 'termsVersion'>) {
  return { requestId, termsVersion }
}

const confirmed = { confirm: 'true' }

/**
 * Whether Slack showed its dialog before it sent this click: the button, as it was posted, has one. A card from before
 * the role was critical has none, and is then refused for want of it.
 */
function askedToConfirm({ message, view }: ActionPayload, action: ActionPayload['actions'][number]): boolean {
  if (isObject(action.confirm)) return true
  const posted = [...(message?.blocks ?? []), ...(view?.blocks ?? [])]
  return posted.some((block) =>
    [...listIn(block, 'elements'), propertyOf(block, 'accessory')].some(
      (element) => propertyOf(element, 'action_id') === action.action_id && isObject(propertyOf(element, 'confirm')),
    ),
  )
}

function inboundOf(
  data: ActionPayload,
  identity: ChatIdentity,
  action: Pick<Inbound['delivery'] & { kind: 'action' }, 'verb' | 'requestId' | 'termsVersion' | 'inputs'>,
): Inbound {
  return {
    deliveryKey: `action:${data.trigger_id}`,
    identity,
    delivery: { kind: 'action', ...whoOf(identity), ...action },
    triggerId: data.trigger_id,
    responseUrl: data.response_url,
    channelId: data.channel?.id ?? null,
  }
}

/** Each input stands in a block of its name, alone. What was left empty is not there. */
function inputsOf({ state }: SubmissionPayload['view']): { [name: string]: string } {
  const inputs: { [name: string]: string } = {}
  for (const name of INPUTS) {
    const [element] = Object.values(state.values[name] ?? {})
    const ticked = element?.selected_options && String(element.selected_options.length > 0)
    const value = element?.value ?? element?.selected_option?.value ?? ticked
    if (value) inputs[name] = value
  }
  return inputs
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function propertyOf(value: unknown, name: string): unknown {
  return isObject(value) ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = propertyOf(value, name)
  return Array.isArray(list) ? list : []
}
