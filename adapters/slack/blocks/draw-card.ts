import { unreachable } from '../../../bot/index.ts'
import type {
  ActionSet,
  AdaptiveCardJson,
  ColumnSet,
  Container,
  Element,
  TextBlock,
} from '../../../cards/element-subset.ts'
import { readerOf } from '../../../cards/reader.ts'
import { type Buttons, createButtons } from './buttons.ts'
import { writtenOut } from './dates.ts'
import type { Drawn } from './drawn.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { richPieces } from './rich-text.ts'
import { cut, shown } from './text.ts'
import type { RichPiece } from './types.ts'

interface Pen {
  readonly look: Look
  readonly buttons: Buttons
  readonly labelled: (name: string) => string
}

/** Slack has no colours for text. The words say the same; the mark finds it. */
const marks: { readonly [color in NonNullable<TextBlock['color']>]: string } = {
  default: '',
  accent: '🔵 ',
  good: '🟢 ',
  warning: '🟡 ',
  attention: '🔴 ',
}

/**
 * A card as the things it shows, in its order. Inputs are left out: what they ask for is asked in a modal, or, where
 * something is to be agreed to, in the dialog of its button.
 */
export function drawCard(card: AdaptiveCardJson, look: Look): Drawn[] {
  const elements = card.body.flatMap(withInner)
  const confirm = elements.find((element) => element.type === 'Input.Toggle' && element.id === 'confirm')
  const less = elements.find((element) => element.type === 'Input.ChoiceSet' && element.id === 'duration')
  const heading = elements.find((element) => element.type === 'TextBlock' && element.style === 'heading')
  const { labels } = readerOf(look.language, look.timeZone).words
  const pen: Pen = {
    look,
    labelled: (name) => labels.labelled({ name, value: '' }),
    buttons: createButtons(look, {
      confirm: confirm?.type === 'Input.Toggle' ? confirm.title : null,
      subject: heading?.type === 'TextBlock' ? writtenOut(heading.text, look) : '',
      lessTime: less?.type === 'Input.ChoiceSet' ? less.choices.map(({ value }) => value) : [],
    }),
  }
  return card.body.flatMap((element) => draw(element, pen))
}

function draw(element: Element, pen: Pen): Drawn[] {
  switch (element.type) {
    case 'TextBlock':
      return drawText(element, pen)
    case 'FactSet':
      return [{ kind: 'break' }, ...element.facts.map(({ title, value }) => drawFact(title, value, pen))]
    case 'Container':
      return drawContainer(element, pen)
    case 'ColumnSet':
      return drawColumns(element, pen)
    case 'ActionSet':
      return drawActions(element, pen)
    case 'Image': {
      const alt_text = cut(shown(element.altText) || '–', LIMITS.altText)
      const isFetchable = element.url.startsWith('https://') && element.url.length <= LIMITS.url
      if (!isFetchable) return [{ kind: 'smallPrint', text: alt_text }]
      return [{ kind: 'image', image: { type: 'image', image_url: element.url, alt_text } }]
    }
    case 'Input.Text':
    case 'Input.ChoiceSet':
    case 'Input.Toggle':
      return []
    default:
      return unreachable(element)
  }
}

function drawFact(title: string, value: string, { look, labelled }: Pen): Drawn {
  return {
    kind: 'paragraph',
    pieces: [...richPieces(labelled(title), look, { bold: true }), ...richPieces(value, look)],
  }
}

function drawText(block: TextBlock, pen: Pen): Drawn[] {
  const { text, style, isSubtle, size, color = 'default' } = block
  if (style === 'heading') return [{ kind: 'heading', text: `${marks[color]}${text}` }]
  if ((isSubtle || size === 'small') && color === 'default') return [{ kind: 'smallPrint', text }]
  return [{ kind: 'paragraph', pieces: textPieces(block, pen) }]
}

function textPieces({ text, weight, fontType, color = 'default' }: TextBlock, { look }: Pen): RichPiece[] {
  const style = {
    ...(weight === 'bolder' && { bold: true as const }),
    ...(fontType === 'monospace' && { code: true as const }),
  }
  return richPieces(`${marks[color]}${text}`, look, Object.keys(style).length > 0 ? style : undefined)
}

function drawContainer({ items, style = 'default' }: Container, pen: Pen): Drawn[] {
  const [first, ...rest] = items
  if (style === 'default' || style === 'emphasis' || first?.type !== 'TextBlock') {
    return items.flatMap((item) => draw(item, pen))
  }
  const toned: TextBlock = { ...first, color: style }
  return [{ kind: 'break' }, ...[toned, ...rest].flatMap((item) => draw(item, pen))]
}

/** Columns of text, such as a status and its reference, become one line. */
function drawColumns({ columns }: ColumnSet, pen: Pen): Drawn[] {
  const items = columns.flatMap((column) => column.items)
  const texts = items.filter((item) => item.type === 'TextBlock')
  if (texts.length < items.length) return items.flatMap((item) => draw(item, pen))
  const pieces = texts.flatMap((block, index): RichPiece[] => [
    ...(index === 0 ? [] : [{ type: 'text' as const, text: '  ·  ' }]),
    ...textPieces(block, pen),
  ])
  return [{ kind: 'paragraph', pieces }]
}

function drawActions({ actions }: ActionSet, pen: Pen): Drawn[] {
  return actions.map((action): Drawn => {
    const button = action.type === 'Action.OpenUrl' ? pen.buttons.linkButton(action) : pen.buttons.verbButton(action)
    if (button) return { kind: 'button', button }
    const instead = action.type === 'Action.OpenUrl' ? action.url : (action.data.text ?? '')
    return drawFact(action.title, instead, pen)
  })
}

function withInner(element: Element): Element[] {
  if (element.type === 'Container') return [element, ...element.items.flatMap(withInner)]
  if (element.type !== 'ColumnSet') return [element]
  return [element, ...element.columns.flatMap(({ items }) => items.flatMap(withInner))]
}
