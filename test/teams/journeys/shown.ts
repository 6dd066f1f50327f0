import { actionsIn, type Seen } from '../rig/driver.ts'

/** All that a card says, without what makes Markdown of it harmless. */
export function shownText(card: unknown): string {
  return textsIn(card)
    .join('\n')
    .replaceAll('\u2060', '')
    .replace(/\\([\\*_[\]`~#|>=.)+-])/g, '$1')
}

const WORDY = ['text', 'title', 'value', 'label']

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    if (['data', 'refresh', 'fallback', 'choices'].includes(name)) return []
    return typeof inner === 'string' ? (WORDY.includes(name) ? [inner] : []) : textsIn(inner)
  })
}

/** What somebody could press on a card. */
export function verbsOf({ card }: Pick<Seen, 'card'>): readonly string[] {
  return actionsIn(card, 'Action.Execute').map(({ verb }) => verb)
}

export function linkIn(card: unknown): string {
  return /"url":"([^"]*\/verify\/[^"]*)"/.exec(JSON.stringify(card))?.[1] ?? ''
}

/** The value of the choice with this title, in an input of a card. */
export function choiceIn(value: unknown, input: string, title: RegExp): string {
  const found = objectsIn(value).find((node) => node['type'] === 'Input.ChoiceSet' && node['id'] === input)
  const choices = Array.isArray(found?.['choices']) ? found['choices'] : []
  const choice: unknown = choices.find((each: unknown) => title.test(String(Reflect.get(Object(each), 'title'))))
  return String(Reflect.get(Object(choice), 'value'))
}

function objectsIn(value: unknown): { readonly [name: string]: unknown }[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn)
  if (typeof value !== 'object' || value === null) return []
  return [{ ...value }, ...Object.values(value).flatMap(objectsIn)]
}
