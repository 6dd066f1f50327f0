import type { z } from 'zod'
import type { Finding, Path } from './problem.ts'
import { didYouMean, nearest } from './suggest.ts'

/** Names of the settings known at a path, for suggestions. */
export type KnownKeys = (path: Path) => readonly string[]

/** What zod found, in words for the person who wrote the file. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], input: unknown, knownKeys: KnownKeys): Finding[] {
  return issues.flatMap((issue) => explainIssue(issue, input, knownKeys))
}

function explainIssue(issue: z.core.$ZodIssue, input: unknown, knownKeys: KnownKeys): Finding[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  const value = valueAt(input, path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, knownKeys(path)))
  if (path.length === 0)
    return [{ path, message: 'This is no configuration.', fix: 'Write settings, each as key: value.' }]
  if (value === undefined) return [missing(path)]
  if (value === null) {
    return [{ path, message: 'Nothing is given here.', fix: 'Give a value, or remove the line.' }]
  }
  return [{ path, ...explainValue(issue, value) }]
}

function explainValue(issue: z.core.$ZodIssue, value: unknown): { message: string; fix: string } {
  switch (issue.code) {
    case 'invalid_type':
      return { message: `${capital(kindOf(value))} does not fit here.`, fix: `Give ${nounFor(issue.expected)}.` }
    case 'invalid_value':
      return invalidValue(issue.values.map(String), value)
    case 'invalid_union':
      // Any other value may be a secret: only what says which kind a section is of is repeated.
      if (!('options' in issue) || !issue.discriminator) return { message: sentence(issue.message), fix: '' }
      return invalidValue((issue.options ?? []).map(String), value)
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return { message: 'This is too much.', fix: `Give at most ${issue.maximum}${unitOf(issue.origin)}.` }
    case 'custom':
      return {
        message: sentence(issue.message),
        fix: typeof issue.params?.['fix'] === 'string' ? issue.params['fix'] : '',
      }
    default:
      return { message: sentence(issue.message), fix: '' }
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  const all = known.length > 0 ? `Known here: ${known.join(', ')}.` : 'Remove it.'
  return {
    path: [...path, key],
    message: `There is no setting "${key}" here.`,
    fix: didYouMean(key, known, all),
    atKey: true,
  }
}

function missing(path: Path): Finding {
  const name = path.at(-1)
  return { path, message: `"${name}" is missing.`, fix: 'Add it.' }
}

function invalidValue(values: readonly string[], value: unknown): { message: string; fix: string } {
  const said =
    typeof value === 'string' || typeof value === 'number' ? `"${String(value).slice(0, 60)}"` : capital(kindOf(value))
  const near = typeof value === 'string' ? nearest(value, values) : null
  const all = values.length === 1 ? `Write ${values[0]}.` : `Use one of: ${values.join(', ')}.`
  return { message: `${said} is not known here.`, fix: near === null ? all : `Did you mean "${near}"? ${all}` }
}

function tooSmall(origin: string, minimum: number): { message: string; fix: string } {
  if (origin === 'array') return { message: 'The list is empty.', fix: `Give at least ${minimum}.` }
  if (origin === 'string') return { message: 'The text is empty.', fix: 'Give a value.' }
  return { message: 'This is too little.', fix: `Give at least ${minimum}.` }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

const nouns: { readonly [expected: string]: string } = {
  string: 'text (in quotes, where it looks like a number)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'settings, each as key: value',
}

function nounFor(expected: string): string {
  return nouns[expected] ?? expected
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'nothing'
  const kinds: { readonly [type: string]: string } = { string: 'text', number: 'a number', boolean: 'true or false' }
  return kinds[typeof value] ?? 'a group of settings'
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.entries(value).find(([key]) => key === String(step))?.[1]
  }, input)
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
