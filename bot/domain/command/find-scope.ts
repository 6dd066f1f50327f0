import { DIRECTORY_SCOPE, type Scope } from '../activatable.ts'
import type { CommandContext } from './command.ts'
import { normaliseText } from './normalise-text.ts'
import { phraseLength, plainWords, type Token } from './tokens.ts'
import { wordSet, wordsOf } from './words.ts'

/** What `in <words>` named: every scope that could be meant, none where the words name no scope. */
export interface NamedScope {
  readonly typed: string
  readonly scopes: readonly Scope[]
}

export interface KnownScope {
  readonly scope: Scope
  readonly words: readonly string[]
  readonly folded: string
}

const inPhrases = wordsOf((section) => section.in).map((phrase) => phrase.split(' '))
const inKnown = wordSet((section) => section.inKnown)
const notAScope = wordSet((section) => section.notAScope)
const wholeDirectory = wordsOf((section) => section.wholeDirectory)

/** The scopes that the person can name: those they are eligible in, and the whole directory. */
export function knownScopes({ eligible, catalogue }: Pick<CommandContext, 'eligible' | 'catalogue'>): KnownScope[] {
  const named = [...eligible, ...catalogue].flatMap(({ activatable, scopeName }) =>
    activatable.kind === 'role' && scopeName !== null
      ? [known(activatable.scope, scopeName), known(activatable.scope, activatable.scope)]
      : [],
  )
  const whole = wholeDirectory.map((name) => known(DIRECTORY_SCOPE, name))
  return [...named, ...whole].filter(({ words }) => words.length > 0).sort((a, b) => b.words.length - a.words.length)
}

/** How many tokens at this place are a word for `in`. */
export function inLength(tokens: readonly Token[], at: number): number {
  return Math.max(0, ...inPhrases.map((phrase) => phraseLength(tokens, at, phrase)))
}

/** Whether this is a word such as `à`, which leads to a scope only where a known one follows. */
export function isBeforeKnownScope(tokens: readonly Token[], at: number): boolean {
  return inKnown.has(tokens[at]?.text ?? '')
}

/** `in order to`, `in a hurry`: what follows is no scope. */
export function isIdiom(tokens: readonly Token[], at: number): boolean {
  return notAScope.has(tokens[at]?.text ?? '') || /^\d/u.test(tokens[at]?.text ?? '')
}

/** The longest name of scopes that these tokens begin with; null where they begin with none. */
export function scopeAt(
  tokens: readonly Token[],
  at: number,
  scopes: readonly KnownScope[],
): { readonly scopes: readonly Scope[]; readonly length: number } | null {
  const first = scopes.find(({ words }) => phraseLength(tokens, at, words) > 0)
  if (!first) return null
  const meant = scopes.filter(({ words }) => words.length === first.words.length && phraseLength(tokens, at, words) > 0)
  return { scopes: [...new Set(meant.map(({ scope }) => scope))], length: first.words.length }
}

/** Scopes with a name of which the words are the beginning: `in Montreal` for `Montreal staff`. */
export function scopesBeginningWith(words: readonly string[], scopes: readonly KnownScope[]): readonly Scope[] {
  const meant = scopes.filter((one) => words.length > 0 && words.every((word, index) => one.words[index] === word))
  return [...new Set(meant.map(({ scope }) => scope))]
}

function known(scope: Scope, name: string): KnownScope {
  const folded = normaliseText(name).text.trim()
  return { scope, words: plainWords({ text: folded }), folded }
}
