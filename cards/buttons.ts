import type { RequestId } from '../bot/domain/values.ts'
import type { Verb } from '../bot/domain/views/card-view.ts'
import { type ActionData, type ActionExecute, webAddress } from './element-subset.ts'
import type { Reader } from './reader.ts'
import type { MessageValues } from './wording-schema.ts'

/** A button as the templates bind it. */
export interface ButtonData {
  readonly title: string
  readonly verb: Verb
  readonly style: ActionExecute['style']
  readonly data: ActionData
}

export interface LinkData {
  readonly title: string
  readonly url: string
}

export interface ChoiceData {
  readonly title: string
  readonly value: string
}

/** What a button names: a request in the state in which the card shows it. */
export interface ButtonSubject {
  readonly requestId: RequestId | null
  readonly termsVersion: number | null
}

const styles: { readonly [verb in Verb]: ActionExecute['style'] } = {
  submit: 'positive',
  say: 'default',
  cancel: 'default',
  deactivate: 'default',
  again: 'default',
  notWorking: 'default',
  notMe: 'destructive',
  approve: 'positive',
  approveLess: 'default',
  deny: 'destructive',
  takeBack: 'destructive',
  revoke: 'destructive',
  confirmClock: 'default',
  acknowledge: 'positive',
  snooze: 'default',
  snoozeMonth: 'default',
  remedy: 'destructive',
}

/** The buttons for these verbs in their order, and no others. */
export function verbButtons(
  { words }: Reader,
  verbs: readonly Verb[],
  subject: ButtonSubject,
  values: MessageValues = {},
): ButtonData[] {
  const { requestId, termsVersion } = subject
  return verbs.map((verb) => ({
    title: words.buttons[verb](values),
    verb,
    style: styles[verb],
    data: { verb, requestId, termsVersion },
  }))
}

/** A button that stands for a whole command, as if it had been typed. */
export function commandButton(title: string, command: string): ButtonData {
  return {
    title,
    verb: 'say',
    style: 'default',
    data: { verb: 'say', requestId: null, termsVersion: null, text: command },
  }
}

/** A link button, or none where the address is not one that a browser may be sent to. */
export function linkButtons(title: string, url: string | null): LinkData[] {
  return url !== null && webAddress.safeParse(url).success ? [{ title, url }] : []
}

/** Where to prove who one is, or to sign in where that activates. */
export function proofLinks(
  { words }: Reader,
  { verifyUrl, awaitsSignIn }: { readonly verifyUrl?: string | null; readonly awaitsSignIn: boolean },
): LinkData[] {
  return linkButtons(awaitsSignIn ? words.buttons.signIn() : words.buttons.verify(), verifyUrl ?? null)
}

/** Denying and revoking ask for a reason: its input must be on the card that has such a button. */
export function reasonInput({ words }: Reader, verbs: readonly Verb[]): { label: string; placeholder: string } | null {
  if (!verbs.includes('deny') && !verbs.includes('revoke')) return null
  return { label: words.labels.inputReason(), placeholder: words.labels.inputReasonHint() }
}
