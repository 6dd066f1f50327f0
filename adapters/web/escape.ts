import type { AdaptiveCardJson } from '../../cards/element-subset.ts'

/** Where Adaptive Cards hold text that the renderer shows; other strings are ids, values and addresses. */
const TEXT_KEYS = new Set(['text', 'title', 'label', 'placeholder', 'errorMessage', 'altText', 'speak', 'fallbackText'])

/**
 * Takes the power from the one notation that Microsoft's renderer evaluates with Markdown off: `{{DATE(...)}}` and
 * `{{TIME(...)}}` (adaptivecards `text-formatters`). An invisible word joiner between the braces leaves them as typed.
 */
export function escapeCard(card: AdaptiveCardJson): AdaptiveCardJson {
  return escaped(card, false, false) as AdaptiveCardJson
}

function escaped(value: unknown, isText: boolean, areFacts: boolean): unknown {
  if (typeof value === 'string') return isText ? value.replaceAll('{{', '{\u2060{') : value
  if (Array.isArray(value)) return value.map((item) => escaped(item, isText, areFacts))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const shown = TEXT_KEYS.has(key) || (areFacts && key === 'value')
      return [key, key === 'data' ? item : escaped(item, shown, key === 'facts')]
    }),
  )
}
