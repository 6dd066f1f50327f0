import type { IsoDuration } from '../../../bot/index.ts'
import type { ActionExecute, ActionOpenUrl } from '../../../cards/element-subset.ts'
import { word } from '../wording.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { cutInside, plain, plainLines } from './text.ts'
import type { Button, Confirm } from './types.ts'

/** What the inputs of a card, which a message cannot have, change about its buttons. */
export interface ButtonContext {
  /** The sentence to agree to before an approval counts. */
  readonly confirm: string | null
  /** What the dialog is about: the card's heading. */
  readonly subject: string
  readonly lessTime: readonly (IsoDuration | string)[]
}

/** Makes the buttons of one message or view: each id occurs once in it, as Slack demands. */
export function createButtons(look: Look, context: ButtonContext) {
  const used = new Map<string, number>()

  function uniqueId(name: string): string {
    const times = used.get(name) ?? 0
    used.set(name, times + 1)
    return times === 0 ? name : `${name}:${times}`
  }

  /** Null where Slack could not carry it; it is then told in words. */
  function verbButton({ title, verb, style, data }: ActionExecute): Button | null {
    // Slack has no forms in messages: the button opens one.
    const opensForm = verb === 'submit'
    const { requestId, termsVersion, text } = data
    const value = JSON.stringify({
      requestId,
      termsVersion,
      ...(opensForm ? { text: FORM_COMMAND } : text !== undefined && { text }),
      ...(verb === 'approveLess' && { durations: context.lessTime, confirm: context.confirm !== null }),
    })
    if (value.length > LIMITS.buttonValue) return null
    const label = opensForm ? word(look.language, 'openForm') : title
    return {
      type: 'button',
      action_id: uniqueId(`verb:${opensForm ? 'say' : verb}`),
      text: plain(label, LIMITS.buttonText, cutInside),
      value,
      ...(style === 'positive' && { style: 'primary' as const }),
      ...(style === 'destructive' && { style: 'danger' as const }),
      ...(verb === 'approve' && context.confirm !== null && { confirm: confirmDialog(title, context.confirm) }),
    }
  }

  function confirmDialog(approve: string, sentence: string): Confirm {
    // The sentence that is agreed to stays whole, whatever somebody is called.
    const room = LIMITS.confirmText - sentence.length - 3
    const { text: subject } = plain(context.subject, Math.max(room, 1))
    return {
      title: plain(word(look.language, 'confirmTitle'), LIMITS.confirmTitle),
      text: plainLines(`${subject}\n\n${sentence}`, LIMITS.confirmText),
      confirm: plain(approve, LIMITS.confirmButton),
      deny: plain(word(look.language, 'notYet'), LIMITS.confirmButton),
      style: 'primary',
    }
  }

  function linkButton({ title, url }: ActionOpenUrl): Button | null {
    if (url.length > LIMITS.url) return null
    const number = used.get('link') ?? 0
    used.set('link', number + 1)
    return { type: 'button', action_id: `link:${number}`, text: plain(title, LIMITS.buttonText, cutInside), url }
  }

  return { verbButton, linkButton }
}

export type Buttons = ReturnType<typeof createButtons>

/** Opens the form for what is missing. */
export const FORM_COMMAND = '/elevate'
