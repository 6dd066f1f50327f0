import { valuesOf } from './block-kit-checker.ts'

/** What somebody sees, with every space a plain one. */
export function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ')
}

/** What somebody sees of blocks or a view, for tests. Dates are written as their fallback. */
export function shownText(value: unknown): string {
  return textsOf(value).join('\n')
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value !== 'object' || value === null) return []
  const node = value as { readonly [name: string]: unknown }
  if (node['type'] === 'rich_text_section') return [listOf(node['elements']).map(pieceText).join('')]
  if (node['type'] === 'context') return [listOf(node['elements']).map(pieceText).join(' ')]
  if (node['type'] === 'plain_text' || node['type'] === 'mrkdwn') return [pieceText(node)]
  return Object.entries(node).flatMap(([name, item]) => (name === 'alt_text' ? [String(item)] : textsOf(item)))
}

function pieceText(piece: unknown): string {
  const { type, text, fallback } = piece as { readonly [name: string]: unknown }
  if (type === 'date') return String(fallback)
  return type === 'mrkdwn' ? unmarked(String(text)) : String(text)
}

/** What date tokens fall back to, and the three characters that are escaped. */
export function unmarked(text: string): string {
  return text
    .replace(dateToken, '$1')
    .replaceAll('\u2060', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

const dateToken = /<!date\^\d{1,11}\^[^<>|^]*\|([^<>|]*)>/g

/** Markup that is anything but date tokens: wherever it stands, somebody's text became more than text. */
export function foreignMarkup(value: unknown): string[] {
  const marked = objectsOf(value).filter(({ type }) => type === 'mrkdwn')
  return marked.map(({ text }) => String(text)).filter((text) => text.replace(dateToken, '') !== '')
}

/** What of the `text` of a message Slack would read as a mention, a link or a command, or a broken entity. */
export function liveMarkup(text: string): string[] {
  const rest = text.replace(dateToken, '')
  return [
    ...(rest.match(/[<>]/g) ?? []),
    ...(rest.match(/&(?!(?:amp|lt|gt);)/g) ?? []),
    ...(rest.match(/(?<!\u2060)[*_~`]|[*_~`](?!\u2060)|:\/\/|^&gt;/gm) ?? []),
  ]
}

export interface ShownButton {
  readonly action_id: string
  readonly value?: string
  readonly url?: string
  readonly style?: string
  readonly confirm?: object
  readonly text: { readonly text: string }
}

export function buttonsIn(value: unknown): ShownButton[] {
  return objectsOf(value).filter(({ type }) => type === 'button') as unknown as ShownButton[]
}

export function actionIdsIn(value: unknown): unknown[] {
  return valuesOf(value, 'action_id')
}

function objectsOf(value: unknown): { readonly [name: string]: unknown }[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf)
  if (typeof value !== 'object' || value === null) return []
  return [value as { readonly [name: string]: unknown }, ...Object.values(value).flatMap(objectsOf)]
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
