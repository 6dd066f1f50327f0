import { type Node, visits } from '../architecture/syntax.ts'

/** Words for people that stand in the code instead of in a wording. */
export interface LiteralText {
  readonly line: number
  readonly text: string
}

/** Literals that are words and yet nothing to translate, each with the reason. */
const allowed: ReadonlyMap<string, string> = new Map([
  ['Elevate', 'the name of the product'],
  ['Enter', 'the name of a key, as browsers report it'],
  ['Escape', 'the name of a key, as browsers report it'],
  ['Tab', 'the name of a key, as browsers report it'],
  ['Container', 'a type of card element'],
  ['Image', 'a type of card element'],
  ['Column', 'a type of card element'],
  ['elevate enrol {}', 'a command for a shell, to be copied'],
  ['problem hint', 'ids of elements'],
  ['noindex, nofollow', 'the value of an HTTP header'],
  ['Origin', 'the name of an HTTP header'],
  ['entry own', 'names of style classes'],
])

const headerValue = /^[a-z]+\/[a-z]+; charset=|^default-src /
const spoken = /^(aria-label|aria-description|alt|title|placeholder)$/

/** What a TypeScript source says in words of its own: literals and templates, errors for developers and logs aside. */
export function literalTextIn(path: string, source: string): LiteralText[] {
  const all = visits(path, source)
  const technical = all.flatMap(({ node }) => technicalSpan(node) ?? [])
  const isTechnical = ({ start }: Node) => technical.some((span) => span.start <= start && start < span.end)
  return all
    .filter(({ node }) => !isTechnical(node))
    .flatMap(({ node, line }) => textsOf(node).map((text) => ({ line, text })))
    .filter(({ text }) => readsLikeWords(text) && !allowed.has(text) && !headerValue.test(text))
}

/** What an HTML page says in words of its own. An element that names its own language is worded by itself. */
export function literalTextInHtml(source: string): LiteralText[] {
  const lines = source.replace(/<(p|span)\b[^>]*\blang="[^"]*"[^>]*>.*?<\/\1>/gs, '').split('\n')
  return lines.flatMap((content, at) =>
    wordsInMarkup(content)
      .filter((text) => !allowed.has(text))
      .map((text) => ({ line: at + 1, text })),
  )
}

function textsOf(node: Node): string[] {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return [node['value']]
  if (node.type !== 'TemplateLiteral') return []
  const quasis = Array.isArray(node['quasis']) ? node['quasis'] : []
  // Values stand between the parts of a template; what matters here is the words around them.
  const text = quasis.map((quasi: { value: { cooked: string } }) => quasi.value.cooked).join('{}')
  return /<\w/.test(text) ? wordsInMarkup(text) : [text]
}

function wordsInMarkup(markup: string): string[] {
  const attributes = [...markup.matchAll(/\b([a-z-]+)="([^"]*)"/g)]
    .filter(([, name = '']) => spoken.test(name))
    .map(([, , value = '']) => value)
  const texts = markup.replace(/<[^>]*>/g, '\n').split('\n')
  return [...attributes, ...texts.filter((text) => !/[<>="]/.test(text))]
    .map((text) => text.trim())
    .filter((text) => /\p{L}{2,}/u.test(text))
}

/** Several words, or one that begins as a sentence does. */
function readsLikeWords(text: string): boolean {
  return /\p{L}{2,}[,;:.]? \p{L}{2,}/u.test(text) || /^\p{Lu}\p{Ll}+[.!?…]?$/u.test(text)
}

/** Where words are for developers and operators: errors, logs, imports, types. */
function technicalSpan(node: Node): { readonly start: number; readonly end: number } | null {
  const end = Number(node['end'])
  const callee = node['callee']
  const name = isNode(callee) ? calleeName(callee) : ''
  if (node.type === 'NewExpression' && name.endsWith('Error')) return { start: node.start, end }
  if (node.type === 'CallExpression' && /(^|\.)(log\.\w+|addIssue)$/.test(name)) return { start: node.start, end }
  return /^(Import|Export(All|Named))|^TS(?!As|NonNull|Satisfies)/.test(node.type) && node['declaration'] == null
    ? { start: node.start, end }
    : null
}

function calleeName(callee: Node): string {
  if (callee.type === 'Identifier') return String(callee['name'])
  const { object, property } = callee
  return isNode(object) && isNode(property) ? `${calleeName(object)}.${calleeName(property)}` : ''
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
