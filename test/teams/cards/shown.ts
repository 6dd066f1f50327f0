import { liveMarkdown, liveText, readMarkdown, readText } from './markdown.ts'

/** A text of a card, and whether Teams reads Markdown in it. */
interface CardText {
  readonly text: string
  readonly isMarkdown: boolean
}

type Node = { readonly [name: string]: unknown }

/** Everything of a card that people read, in the order of the card. */
export function textsOf(value: unknown): readonly CardText[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (!isNode(value)) return []
  const { type } = value
  if (type === 'AdaptiveCard') return textsOf([value['body'], value['actions']])
  if (type === 'TextBlock') return markdown([value['text']])
  if (type === 'FactSet') return nodesIn(value['facts']).flatMap(({ title, value: fact }) => markdown([title, fact]))
  const inner = textsOf([value['items'], value['columns'], value['actions'], value['choices']])
  return [...plain([value['label'], value['title'], value['placeholder'], value['altText']]), ...inner]
}

/** What somebody sees of a card, a line a text. */
export function shownText(card: unknown): string {
  return textsOf(card)
    .map(({ text, isMarkdown }) => (isMarkdown ? readMarkdown(text) : readText(text)))
    .join('\n')
}

/** What in a card's texts is more than text. */
export function liveIn(card: unknown): readonly string[] {
  return textsOf(card).flatMap(({ text, isMarkdown }) => (isMarkdown ? liveMarkdown(text) : liveText(text)))
}

/** What buttons do and where links lead, without what they are called. */
export function meaningsOf(card: unknown): readonly object[] {
  return nodesOf(card)
    .filter(({ type }) => String(type).startsWith('Action.'))
    .map(({ type, verb, data, url }) => ({ type, verb, url, data: withoutText(data) }))
}

export function verbsOf(card: unknown): readonly unknown[] {
  return nodesOf(card)
    .filter(({ type, verb }) => type === 'Action.Execute' && verb !== 'refresh')
    .map(({ verb }) => verb)
}

export function linksOf(card: unknown): readonly unknown[] {
  return nodesOf(card)
    .filter(({ type }) => type === 'Action.OpenUrl')
    .map(({ url }) => url)
}

function withoutText(data: unknown): unknown {
  if (!isNode(data)) return data
  const { text: _, ...rest } = data
  return rest
}

function nodesOf(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  return isNode(value) ? [value, ...Object.values(value).flatMap(nodesOf)] : []
}

function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

const markdown = (texts: readonly unknown[]) => texts.filter(isText).map((text) => ({ text, isMarkdown: true }))
const plain = (texts: readonly unknown[]) => texts.filter(isText).map((text) => ({ text, isMarkdown: false }))

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
