import type { CardView } from '../../bot/domain/views/card-view.ts'
import type { ActionExecute, ActionOpenUrl, AdaptiveCardJson, Element } from '../../cards/element-subset.ts'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { type RenderedCard, renderCard } from '../../cards/render-card.ts'

/** Parts of a rendered card, as tests ask for them. */

export const TORONTO = { language: 'en', timeZone: 'America/Toronto' } as const

const instants = intlInstantFormat('en', TORONTO.timeZone)

/** The card as a reader in Toronto sees it. */
export function rendered(view: CardView): RenderedCard {
  return formatInstants(renderCard(view, TORONTO), instants)
}

export function elementsOf(card: AdaptiveCardJson): Element[] {
  return card.body.flatMap(withInner)
}

function withInner(element: Element): Element[] {
  if (element.type === 'Container') return [element, ...element.items.flatMap(withInner)]
  if (element.type !== 'ColumnSet') return [element]
  return [element, ...element.columns.flatMap(({ items }) => items.flatMap(withInner))]
}

export function elementsOfType<T extends Element['type']>(
  card: AdaptiveCardJson,
  type: T,
): Extract<Element, { type: T }>[] {
  return elementsOf(card).filter((element): element is Extract<Element, { type: T }> => element.type === type)
}

export function buttonsOf(card: AdaptiveCardJson): ActionExecute[] {
  const actions = elementsOfType(card, 'ActionSet').flatMap((set) => set.actions)
  return actions.filter((action) => action.type === 'Action.Execute')
}

export function linksOf(card: AdaptiveCardJson): ActionOpenUrl[] {
  const actions = elementsOfType(card, 'ActionSet').flatMap((set) => set.actions)
  return actions.filter((action) => action.type === 'Action.OpenUrl')
}

export function factsOf(card: AdaptiveCardJson): { readonly [title: string]: string } {
  const facts = elementsOfType(card, 'FactSet').flatMap((set) => set.facts)
  return Object.fromEntries(facts.map(({ title, value }) => [title, value]))
}

export function textsOf(card: AdaptiveCardJson): string[] {
  return elementsOfType(card, 'TextBlock').map(({ text }) => text)
}

export function inputIdsOf(card: AdaptiveCardJson): string[] {
  return elementsOf(card).flatMap((element) => ('id' in element ? [element.id] : []))
}
