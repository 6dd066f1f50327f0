import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GlobalSettings, Template } from 'adaptivecards-templating'
import type { CardView } from '../bot/domain/views/card-view.ts'
import { type AdaptiveCardJson, adaptiveCard } from './element-subset.ts'

export type CardKind = CardView['card']

// A binding is always the whole text. Words then come from the wording alone, and nothing is glued to what people typed.
const binding = /^\$\{[^{}]+\}$/
const controls = ['$when', '$data']
const wordy = ['text', 'title', 'label', 'placeholder', 'altText']

// By default a binding to what the data lacks is left in the card as `${name}`, for people to see.
GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => {
  throw new Error(`The card's data has no "${path}". Add it in cards/content, null where there is none.`)
}

// Two bindings in three stand in several templates. The parser looks for what it parsed before under a key that is made
// anew each time, and never finds it. What is parsed is only read, so that one of it serves all.
const parse = Template.parseInterpolatedString
const parsed = new Map<string, ReturnType<typeof parse>>()
Template.parseInterpolatedString = (text) => {
  const made = parsed.get(text) ?? parse(text)
  parsed.set(text, made)
  return made
}

// All are read and checked at start: one that is missing or wrong stops the server, not the first card that needs it.
const checked: { readonly [kind in CardKind]: object } = {
  request: readTemplate('request'),
  approval: readTemplate('approval'),
  activation: readTemplate('activation'),
  notice: readTemplate('notice'),
  history: readTemplate('history'),
  alert: readTemplate('alert'),
  form: readTemplate('form'),
  candidates: readTemplate('candidates'),
  refusal: readTemplate('refusal'),
  list: readTemplate('list'),
  settings: readTemplate('settings'),
  help: readTemplate('help'),
  confirmation: readTemplate('confirmation'),
  usageAlert: readTemplate('usageAlert'),
  usage: readTemplate('usage'),
  watchReport: readTemplate('watchReport'),
}

// Parsing takes milliseconds, expanding what is parsed a fraction of one. Each is parsed when it is first needed: all at
// once would take a quarter of a second of every start, also of commands that send no card.
const templates = new Map<CardKind, Template>()

/** The card that a template makes of its data. The data is put in once and never looked at for bindings again. */
export function expandTemplate(kind: CardKind, data: object): AdaptiveCardJson {
  const template = templates.get(kind) ?? new Template(checked[kind])
  templates.set(kind, template)
  const expanded: unknown = template.expand({ $root: data })
  return adaptiveCard.parse(expanded)
}

function readTemplate(kind: CardKind): object {
  const json: object = JSON.parse(readFileSync(join(import.meta.dirname, `${kind}.json`), 'utf8'))
  const problems = templateProblems(json)
  if (problems.length > 0) throw new Error(`cards/${kind}.json cannot be used:\n${problems.join('\n')}`)
  return json
}

/**
 * What is wrong with a template: everything outside the element subset, bindings inside a longer text, and words that
 * belong into the wording. A binding stands for any value here; what it is bound to is checked in the rendered card.
 */
export function templateProblems(template: unknown): string[] {
  const { success, error } = adaptiveCard.safeParse(withoutControls(template))
  const outside = success ? [] : error.issues.filter((issue) => !isBinding(valueAt(template, issue.path)))
  const strings = stringsOf(template, [])
  return [
    ...outside.map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...strings
      .filter(({ text }) => text.includes('${') && !isBinding(text))
      .map(
        ({ path, text }) => `${path.join('.')}: "${text}" is not one binding alone. Put the words into the wording.`,
      ),
    ...strings
      .filter(({ path, text }) => wordy.includes(String(path.at(-1))) && !isBinding(text))
      .map(({ path, text }) => `${path.join('.')}: "${text}" is not bound. Put the words into the wording.`),
  ]
}

function isBinding(value: unknown): boolean {
  return typeof value === 'string' && binding.test(value)
}

function withoutControls(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutControls)
  if (typeof node !== 'object' || node === null) return node
  const kept = Object.entries(node).filter(([key]) => !controls.includes(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutControls(value)]))
}

function valueAt(node: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : at), node)
}

interface Located {
  readonly path: readonly string[]
  readonly text: string
}

function stringsOf(node: unknown, path: readonly string[]): Located[] {
  if (typeof node === 'string') return [{ path, text: node }]
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => stringsOf(value, [...path, key]))
}
