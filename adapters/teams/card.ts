import { createHash } from 'node:crypto'
import type { CardView, Language } from '../../bot/index.ts'
import type { AdaptiveCardJson, Element } from '../../cards/element-subset.ts'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { renderCard } from '../../cards/render-card.ts'
import { REFRESH } from './card-action.ts'
import type { Outgoing } from './connector.ts'
import { escapeCard, literal, shown } from './escape.ts'
import { word } from './wording.ts'

/** In whose words something is shown, and in which zone: cards in Teams cannot ask the viewer's client. */
export interface Look {
  readonly language: Language
  readonly timeZone: string
}

/** A card of Teams: our subset, with what Teams adds. */
export type TeamsCard = AdaptiveCardJson & {
  readonly refresh?: {
    readonly action: {
      readonly type: 'Action.Execute'
      readonly verb: string
      readonly title: string
      readonly data: object
    }
    readonly userIds?: readonly string[]
  }
}

export interface CardOptions {
  /** The message that the card is posted as, where its view differs by viewer or is brought up to date when looked at. */
  readonly key: string | null
  /** Accounts whose clients ask for a view of their own; null: of everybody, where Teams permits. */
  readonly refreshFor?: readonly string[] | null
  /** Everybody there reads it: buttons come with the view of who may press them. */
  readonly readOnly?: boolean
}

/** Teams asks no more than 60 people's clients. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
const MOST_REFRESHED = 60
/** Bytes of a whole message; what Teams takes is told differently in different places, and this is the least of them. */
const LARGEST_MESSAGE = 28 * 1024

/** A view as the card that one person, or everybody of a conversation, sees. */
export function toCard(
  view: CardView,
  look: Look,
  { key, refreshFor = null, readOnly = false }: CardOptions,
): TeamsCard {
  const { card } = renderCard(view, look)
  const body = readOnly ? card.body.flatMap(withoutVerbs) : card.body
  const escaped = escapeCard({ ...card, body: body.length > 0 ? body : card.body })
  const drawn = formatInstants(escaped, intlInstantFormat(look.language, look.timeZone))
  if (key === null) return drawn
  const keyed = { ...drawn, body: drawn.body.map((element) => withKey(element, opaqueKey(key))) }
  return { ...keyed, refresh: refreshOf(opaqueKey(key), look, refreshFor) }
}

/** What came of a click stands above the card that it is about. */
export function withNotice(card: TeamsCard, notice: TeamsCard, style: 'emphasis' | 'good' | 'attention'): TeamsCard {
  return { ...card, body: [{ type: 'Container', style, items: notice.body }, ...card.body] }
}

/** A card of one sentence of ours. */
export function sentenceCard(text: string, { language }: Look, key: string | null = null): TeamsCard {
  const card: TeamsCard = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: language,
    body: [{ type: 'TextBlock', text, wrap: true }],
  }
  return key === null ? card : { ...card, refresh: refreshOf(key, { language, timeZone: 'UTC' }, null) }
}

/** The message that carries a card: the card alone, since text beside it would be sent apart, and without an id. */
export function toActivity(card: TeamsCard, view: CardView, look: Look): Outgoing {
  const { summary } = renderCard(view, look)
  const activity = { ...cardActivity(card), summary: plainly(summary, look) }
  return Buffer.byteLength(JSON.stringify(activity)) <= LARGEST_MESSAGE ? activity : toTextActivity(view, look)
}

export function cardActivity(content: TeamsCard): Outgoing {
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }
}

/** The same in words, for what Teams will not draw. */
export function toTextActivity(view: CardView, look: Look): Outgoing {
  const text = plainly(renderCard(view, look).fallbackText, look)
  return { type: 'message', textFormat: 'plain', text: cut(text) }
}

export function sentenceActivity(text: string): Outgoing {
  return { type: 'message', textFormat: 'plain', text }
}

/** A message's key as people's clients carry it: keys name people. */
export function opaqueKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 24)
}

function refreshOf(
  key: string,
  { language }: Look,
  refreshFor: readonly string[] | null,
): NonNullable<TeamsCard['refresh']> {
  const data = { verb: REFRESH, card: key }
  const action = { type: 'Action.Execute', verb: REFRESH, title: word(language, 'refresh'), data } as const
  if (refreshFor === null || refreshFor.length === 0) return { action }
  return { action, userIds: refreshFor.slice(0, MOST_REFRESHED) }
}

/** Buttons say which card they stand on, so that the answer can show the rest of it. */
function withKey(element: Element, card: string): Element {
  if (element.type === 'Container') return { ...element, items: element.items.map((item) => withKey(item, card)) }
  if (element.type !== 'ActionSet') return element
  const actions = element.actions.map((action) => {
    if (action.type !== 'Action.Execute') return action
    const data = { ...action.data, card }
    return { ...action, data, fallback: { ...action.fallback, data } }
  })
  return { ...element, actions }
}

/** Nothing to press or fill in; links stay. */
function withoutVerbs(element: Element): Element[] {
  switch (element.type) {
    case 'Input.Text':
    case 'Input.ChoiceSet':
    case 'Input.Toggle':
      return []
    case 'ActionSet': {
      const actions = element.actions.filter(({ type }) => type === 'Action.OpenUrl')
      return actions.length > 0 ? [{ ...element, actions }] : []
    }
    case 'Container': {
      const items = element.items.flatMap(withoutVerbs)
      return items.length > 0 ? [{ ...element, items }] : []
    }
    default:
      return [element]
  }
}

function plainly(text: string, { language, timeZone }: Look): string {
  return formatInstants(literal(shown(text)), intlInstantFormat(language, timeZone))
}

/** At most a quarter of what a message may hold: characters have up to four bytes. */
function cut(text: string): string {
  const longest = LARGEST_MESSAGE / 4 - 500
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`
}
