import { z } from 'zod'
import { VERBS } from '../../bot/index.ts'
import { LONGEST_TEXT } from './command-text.ts'

/** Asks for the newest view of a card, and changes nothing. */
export const REFRESH = 'refresh'

/** The inputs of our cards; what comes under any other name is not ours. */
const INPUTS = ['activatable', 'duration', 'ticket', 'justification', 'reason', 'confirm', 'text'] as const

const subject = {
  requestId: z.string().min(1).max(40).nullable().default(null),
  termsVersion: z.int().nonnegative().nullable().default(null),
}
const inputs = Object.fromEntries(INPUTS.map((name) => [name, z.string().max(LONGEST_TEXT).optional()]))

/** What a button of ours sends, with the inputs of its card beside. Nothing in it is believed. */
const card = z.string().max(400)
const pressed = z.object({ verb: z.enum(VERBS), ...subject, ...inputs, card: card.nullable().default(null) })
const refresh = z.object({ verb: z.literal(REFRESH), card })

/** https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model */
const execute = z.object({
  action: z.object({
    type: z.literal('Action.Execute'),
    verb: z.string().max(60).optional(),
    data: z.unknown().optional(),
  }),
  trigger: z.string().max(40).optional(),
})

export type CardAction =
  | {
      readonly kind: 'pressed'
      readonly verb: (typeof VERBS)[number]
      readonly requestId: string | null
      readonly termsVersion: number | null
      readonly inputs: { readonly [name: string]: string }
      /** Which of our cards it stands on, as that card names itself; null where it does not. */
      readonly card: string | null
    }
  /** `card`: which of our cards, as `refreshOf` named it. */
  | { readonly kind: 'refresh'; readonly card: string }

/** What an invoke of `adaptiveCard/action` asks; null where it is not a button of ours. */
export function executedAction(value: unknown): CardAction | null {
  const { action } = execute.safeParse(value).data ?? {}
  const asked = action ? submittedAction(action.data) : null
  if (!action || !asked || action.verb === undefined) return asked
  const verb = asked.kind === 'refresh' ? REFRESH : asked.verb
  return action.verb === verb ? asked : null
}

/** The same from a client without universal actions, which sends the data as a message. */
export function submittedAction(data: unknown): CardAction | null {
  const asked = refresh.safeParse(data).data
  if (asked) return { kind: 'refresh', card: asked.card }
  const parsed = pressed.safeParse(data).data
  if (!parsed) return null
  const { verb, requestId, termsVersion, card: on, ...typed } = parsed
  const given = Object.entries(typed).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { kind: 'pressed', verb, requestId, termsVersion, inputs: Object.fromEntries(given), card: on }
}
