import { createHash } from 'node:crypto'
import type { FormCardView, Language } from '../../../bot/index.ts'
import { withoutPrivateUse } from '../../../cards/instants.ts'
import { choicePhrase, durationPhrase } from '../../../cards/phrases.ts'
import { readerOf } from '../../../cards/reader.ts'
import { word } from '../wording.ts'
import { LIMITS } from './limits.ts'
import { cutInside, plain } from './text.ts'
import type { Option } from './types.ts'

type Choice = FormCardView['choices'][number]

/** Roles and groups to choose from, those that have every typed word in their name or scope, in either language. */
export function roleOptions(choices: readonly Choice[], language: Language, typed: string): Option[] {
  const wanted = folded(typed).split(/\s+/).filter(Boolean)
  const known = new Set<string>()
  const options: Option[] = []
  for (const choice of choices) {
    const value = optionValue(choice.key)
    const { displayName, scope } = choice
    const names = folded(`${displayName.en} ${displayName.fr} ${scope?.displayName ?? ''}`)
    if (known.has(value) || !wanted.every((part) => names.includes(part))) continue
    known.add(value)
    options.push(roleOption(choice, language))
    if (options.length === LIMITS.options) break
  }
  return options
}

/** One role or group, with how long it may be held. Options name no instants, so the zone does not matter. */
export function roleOption(choice: Choice, language: Language): Option {
  const reader = readerOf(language, 'UTC')
  const upTo = word(language, 'upTo', { duration: durationPhrase(reader, choice.maximumDuration) })
  const name = choicePhrase(reader, withoutPrivateUse(choice))
  return {
    text: plain(name, LIMITS.optionText, cutInside),
    value: optionValue(choice.key),
    description: plain(upTo, LIMITS.optionDescription),
  }
}

/** The key itself where Slack takes it, else a short name of it that is the same every time. */
export function optionValue(key: string): string {
  return key.length <= LIMITS.optionValue ? key : `${SHORT}${createHash('sha256').update(key).digest('hex')}`
}

/** The key that a chosen option stands for; a value that stands for none of the choices stays what it is. */
export function chosenKey(value: string, choices: readonly Choice[]): string {
  if (!value.startsWith(SHORT)) return value
  return choices.find(({ key }) => optionValue(key) === value)?.key ?? value
}

const SHORT = 'sha256:'

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase()
}
