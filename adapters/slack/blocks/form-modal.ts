import type { FormCardView, Language } from '../../../bot/index.ts'
import { formContent } from '../../../cards/content/form.ts'
import { withoutPrivateUse } from '../../../cards/instants.ts'
import { choicePhrase } from '../../../cards/phrases.ts'
import { readerOf } from '../../../cards/reader.ts'
import { word } from '../wording.ts'
import { writtenOut } from './dates.ts'
import { inputBlock, menuInput, textInput } from './inputs.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { modal } from './modal-frame.ts'
import { roleOption } from './options.ts'
import { cut, plain } from './text.ts'
import type { Block, InputBlock, Option, SlackModal } from './types.ts'

type Content = ReturnType<typeof formContent>
type Choice = FormCardView['choices'][number]

/**
 * Asks for what is missing. Ticket and justification are always there: after another role is chosen, other things may be
 * needed, and what is wrong can only be shown under a field that exists.
 */
export function formModal(form: FormCardView, look: Look, privateMetadata: string): SlackModal {
  const view = withoutPrivateUse(form)
  const content = contentOf(view, look)
  const frame = { callbackId: 'form', title: 'formTitle', look, privateMetadata } as const
  const general = content.general.map((text) => problem(text, look))
  if (view.choices.length === 0) return modal({ ...frame, submit: null, blocks: general })
  const fields = [roleInput(view, content, look), durationInput(content), ...reasonInputs(view, look)]
  const blocks = fields.flatMap((field): Block[] => [field, ...problemsAt(content, field.block_id, look)])
  return modal({ ...frame, submit: 'send', blocks: [...general, ...blocks] })
}

/** What is wrong, by the input it is about. What is about no input is not in it. Plain text. */
export function errorsOf(form: FormCardView, language: Language, timeZone = 'UTC'): { [block_id: string]: string } {
  const look = { language, timeZone }
  const content = contentOf(withoutPrivateUse(form), look)
  const errors: { [block_id: string]: string } = {}
  for (const field of FIELDS) {
    const problems = content[field]?.problems ?? []
    if (problems.length > 0) errors[field] = cut(writtenOut(problems.join(' '), look), LIMITS.fieldError)
  }
  return errors
}

const FIELDS = ['activatable', 'duration', 'ticket', 'justification'] as const

function contentOf(view: FormCardView, { language, timeZone }: Look): Content {
  return formContent(readerOf(language, timeZone), view)
}

function roleInput({ choices, values }: FormCardView, { activatable }: Content, { language }: Look): InputBlock {
  const chosen = choices.find(({ key }) => key === values.activatableKey)
  return inputBlock(
    { name: 'activatable', label: activatable?.label ?? '', isOptional: false },
    {
      type: 'external_select',
      action_id: 'activatable',
      min_query_length: 0,
      placeholder: plain(activatable?.placeholder ?? '', LIMITS.placeholder),
      ...(chosen && { initial_option: roleOption(chosen, language) }),
    },
  )
}

/** Left empty, the role's own default counts. */
function durationInput({ duration }: Content): InputBlock {
  const { label = '', placeholder = '', choices = [], value = '' } = duration ?? {}
  const options = choices.map(
    (choice): Option => ({ text: plain(choice.title, LIMITS.optionText), value: choice.value }),
  )
  return menuInput({ name: 'duration', label, placeholder, options, value, isOptional: true })
}

function reasonInputs(view: FormCardView, look: Look): InputBlock[] {
  const { labels } = readerOf(look.language, look.timeZone).words
  const { ticket, justification } = view.values
  const input = (name: 'ticket' | 'justification', label: string, value: string | null) =>
    textInput({ name, label, value, isMultiline: name === 'justification', ...needOf(view, name, look) })
  return [
    input('ticket', labels.inputTicket(), ticket),
    input('justification', labels.inputJustification(), justification),
  ]
}

/**
 * Only what every choice asks for is demanded by the form itself: Slack would not let somebody go on who chose a role
 * that does without. What the chosen role asks for is said beside it.
 */
function needOf({ choices, values }: FormCardView, name: 'ticket' | 'justification', { language, timeZone }: Look) {
  const isOptional = !choices.every(({ require }) => require.includes(name))
  const chosen = choices.find(({ key }) => key === values.activatableKey)
  if (!chosen || !isOptional) return { isOptional }
  const role = choicePhrase(readerOf(language, timeZone), chosen)
  const key = hintFor(chosen, name)
  return key ? { isOptional, hint: word(language, key, { role }) } : { isOptional }
}

function hintFor({ require }: Choice, name: 'ticket' | 'justification') {
  if (require.includes(name)) return 'neededFor'
  return require.includes('justificationOrTicket') ? 'eitherIsEnough' : null
}

function problemsAt(content: Content, blockId: string, look: Look): Block[] {
  const field = FIELDS.find((name) => name === blockId)
  const problems = field ? (content[field]?.problems ?? []) : []
  return problems.map((text) => problem(text, look))
}

function problem(text: string, look: Look): Block {
  return { type: 'context', elements: [plain(writtenOut(text, look), LIMITS.sectionText)] }
}
