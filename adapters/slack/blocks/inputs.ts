import { LIMITS } from './limits.ts'
import { plain } from './text.ts'
import type { InputBlock, InputElement, Option } from './types.ts'

/** Input blocks of a modal. Block and action are named like the input, so that its value is found by name. */

interface InputOptions {
  readonly name: string
  readonly label: string
  readonly isOptional: boolean
  readonly hint?: string
}

export function inputBlock({ name, label, isOptional, hint }: InputOptions, element: InputElement): InputBlock {
  return {
    type: 'input',
    block_id: name,
    label: plain(label, LIMITS.label),
    element,
    optional: isOptional,
    ...(hint !== undefined && { hint: plain(hint, LIMITS.hint) }),
  }
}

export function textInput(
  options: InputOptions & { readonly isMultiline: boolean; readonly value: string | null },
): InputBlock {
  const { name, isMultiline, value } = options
  // Slack refuses the whole modal where the text is longer than may be typed.
  const initial = value?.slice(0, LIMITS.typed).toWellFormed() ?? ''
  return inputBlock(options, {
    type: 'plain_text_input',
    action_id: name,
    multiline: isMultiline,
    max_length: LIMITS.typed,
    ...(initial !== '' && { initial_value: initial }),
  })
}

export function menuInput(
  input: InputOptions & {
    readonly options: readonly Option[]
    readonly placeholder: string
    readonly value: string | null
  },
): InputBlock {
  const { name, placeholder, value } = input
  const options = input.options.slice(0, LIMITS.options)
  const chosen = options.find((option) => option.value === value)
  return inputBlock(input, {
    type: 'static_select',
    action_id: name,
    options,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...(chosen && { initial_option: chosen }),
  })
}
