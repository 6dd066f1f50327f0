import type { ActionSet, AdaptiveCardJson, Element } from '../../cards/element-subset.ts'

const JOINER = '\u2060'

/** What turns round the direction of the text after it, and controls other than a line break. */
const unsafe = /[\u202A-\u202E\u2066-\u2069]|(?!\n)\p{Cc}/gu
const lineBreak = /\r\n|[\r\u0085\u2028\u2029\v\f]/g

/** A text as it may be shown: as typed, without what would change the text round it. */
export function shown(text: string): string {
  return text.replace(lineBreak, '\n').replaceAll('\t', ' ').replace(unsafe, '')
}

/**
 * For places where Teams shows text as it is (buttons, labels, placeholders, plain messages): what still has a meaning
 * there is only `{{DATE(…)}}`, and tags and addresses that a client finds by itself. An invisible word joiner takes it.
 */
export function literal(text: string): string {
  return shown(text)
    .replaceAll('{{', `{${JOINER}{`)
    .replace(/[<&]/g, `$&${JOINER}`)
    .replaceAll('://', `:${JOINER}//`)
    .replace(/\bwww\./gi, `www${JOINER}.`)
    .replaceAll('@', `@${JOINER}`)
}

/**
 * For text blocks and facts, where Teams reads Markdown and mentions
 * (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format). Further lines are set
 * in, so that nobody can type a line that looks like a list, or like a fact.
 */
export function escaped(text: string): string {
  return literal(text)
    .replace(/[\\*_[\]`~#|]/g, '\\$&')
    .replace(/^(\s*)([-+>=])/gm, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])/gm, '$1\\$2')
    .replaceAll('\n', '\n\u2003')
}

/** The same card with nothing in its texts that a client would take for more than text. */
export function escapeCard(card: AdaptiveCardJson): AdaptiveCardJson {
  return { ...card, body: card.body.map(escapeElement) }
}

function escapeElement(element: Element): Element {
  switch (element.type) {
    case 'TextBlock':
      return { ...element, text: escaped(element.text) }
    case 'FactSet':
      return {
        ...element,
        facts: element.facts.map(({ title, value }) => ({ title: escaped(title), value: escaped(value) })),
      }
    case 'Container':
      return { ...element, items: element.items.map(escapeElement) }
    case 'ColumnSet':
      return {
        ...element,
        columns: element.columns.map((column) => ({ ...column, items: column.items.map(escapeElement) })),
      }
    case 'Image':
      return { ...element, altText: literal(element.altText) }
    case 'ActionSet':
      return { ...element, actions: element.actions.map(escapeAction) }
    case 'Input.Text':
      return { ...element, label: literal(element.label), ...placeholder(element) }
    case 'Input.ChoiceSet':
      return {
        ...element,
        label: literal(element.label),
        choices: element.choices.map(({ title, value }) => ({ title: literal(title), value })),
        ...placeholder(element),
      }
    case 'Input.Toggle':
      return { ...element, title: literal(element.title) }
  }
}

function escapeAction(action: ActionSet['actions'][number]): ActionSet['actions'][number] {
  const title = literal(action.title)
  return action.type === 'Action.OpenUrl'
    ? { ...action, title }
    : { ...action, title, fallback: { ...action.fallback, title } }
}

function placeholder({ placeholder: text }: { readonly placeholder?: string }) {
  return text === undefined ? {} : { placeholder: literal(text) }
}
