import { unreachable } from '../bot/domain/values.ts'
import type { ActionSet, AdaptiveCardJson, ColumnSet, Element } from './element-subset.ts'

/**
 * What a card says as plain text, for notifications, screen readers and clients without cards. Inputs and buttons are
 * left out, since nothing can be pressed there; a button that stands for a command is told as the command to type.
 */
export function plainText(card: AdaptiveCardJson, labelled: Labelled): string {
  return card.body.flatMap((element) => lines(element, labelled)).join('\n')
}

/** How the reader's language puts a name before a value: `Ticket: INC-1234`. */
export type Labelled = (name: string, value: string) => string

function lines(element: Element, labelled: Labelled): string[] {
  switch (element.type) {
    case 'TextBlock':
      return [indented(element.text)]
    case 'FactSet':
      return element.facts.map(({ title, value }) => indented(labelled(title, value)))
    case 'Container':
      return element.items.flatMap((item) => lines(item, labelled))
    case 'ColumnSet':
      return columns(element, labelled)
    case 'Image':
      return [indented(element.altText)]
    case 'ActionSet':
      return commands(element, labelled)
    case 'Input.Text':
    case 'Input.ChoiceSet':
    case 'Input.Toggle':
      return []
    default:
      return unreachable(element)
  }
}

function columns(columnSet: ColumnSet, labelled: Labelled): string[] {
  const parts = columnSet.columns.flatMap((column) => column.items.flatMap((item) => lines(item, labelled)))
  return parts.length > 0 ? [parts.join(' · ')] : []
}

function commands(actionSet: ActionSet, labelled: Labelled): string[] {
  return actionSet.actions.flatMap((action) => {
    const command = action.type === 'Action.Execute' ? action.data.text : undefined
    return command === undefined ? [] : [indented(labelled(action.title, command))]
  })
}

/** Further lines of one text stay recognisable as its own: nobody can type a line that looks like a fact. */
function indented(text: string): string {
  return text.replace(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/g, '\n  ')
}
