import type { ActivatableView, RequestFacts, RequestListCardView, Verb } from '../../../bot/index.ts'
import type { ActionData } from '../../../cards/element-subset.ts'
import { instantMarker, withoutPrivateUse } from '../../../cards/instants.ts'
import { choicePhrase, durationPhrase } from '../../../cards/phrases.ts'
import { type Reader, readerOf } from '../../../cards/reader.ts'
import type { RenderedCard } from '../../../cards/render-card.ts'
import { type WordingKey, word } from '../wording.ts'
import { FORM_COMMAND } from './buttons.ts'
import { writtenOut } from './dates.ts'
import { drawCard } from './draw-card.ts'
import { contextOf, layOut } from './lay-out.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { cutInside, plain } from './text.ts'
import type { Block, Button, SlackHome } from './types.ts'

export interface HomeParts {
  /** What the engine answers to `mine`. */
  readonly mine: RequestListCardView
  /** What the engine answers to `pending`. */
  readonly pending: RequestListCardView
}

/** Rows of a part; the rest is counted. Four parts of these stay within the blocks of a home tab. */
const ROWS = { holding: 10, pending: 10, eligible: 20, recent: 5 }

/** One person's home tab: what they hold, what waits for them, what they may ask for, what they asked. */
export function homeView(parts: HomeParts, look: Look): SlackHome {
  const { mine, pending } = withoutPrivateUse(parts)
  const reader = readerOf(look.language, look.timeZone)
  const { labels, lines } = reader.words
  const desk = createDesk(look, reader)
  const held = mine.items.filter(({ status }) => status === 'active' || status === 'ending')
  const others = mine.items.filter((item) => !held.includes(item))
  const blocks: Block[] = [
    ...desk.part(word(look.language, 'holding'), held, ROWS.holding, word(look.language, 'holdingNothing'), (item) =>
      desk.row(roleOf(reader, item), heldDetail(reader, item), heldButton(desk, reader, item)),
    ),
    ...desk.part(lines.listTitlePending(), pending.items, ROWS.pending, lines.listEmptyPending(), (item) =>
      desk.row(
        askedBy(reader, item),
        waitingDetail(reader, item),
        desk.say('show', `/elevate status ${item.requestId}`),
      ),
    ),
    ...(pending.items.length > 0 ? [desk.note(word(look.language, 'decideInMessages'))] : []),
    ...desk.part(labels.eligible(), mine.eligible, ROWS.eligible, lines.formNothingEligible(), (item) =>
      desk.row(choicePhrase(reader, item), tierOf(reader, item), desk.say('request', item.command)),
    ),
    ...(mine.eligible.length > 0 ? desk.actions(desk.say('openForm', FORM_COMMAND)) : []),
    ...desk.part(word(look.language, 'recent'), others, ROWS.recent, word(look.language, 'recentNone'), (item) =>
      desk.row(roleOf(reader, item), recentDetail(reader, item), null),
    ),
  ]
  return { type: 'home', blocks: blocks.slice(0, LIMITS.view) }
}

/** A home tab that says one thing, such as why there is nothing to see. */
export function homeOfCard({ card }: RenderedCard, look: Look): SlackHome {
  return { type: 'home', blocks: layOut(drawCard(card, look), look, LIMITS.view) }
}

function createDesk(look: Look, { words }: Reader) {
  let buttons = 0

  /** Ids are counted through: on one tab none may occur twice. Null where Slack could not carry it. */
  function button(verb: Verb, title: string, data: Omit<ActionData, 'verb'>): Button | null {
    const value = JSON.stringify(data)
    if (value.length > LIMITS.buttonValue) return null
    buttons += 1
    const action_id = `verb:${verb}:${buttons}`
    return { type: 'button', action_id, text: plain(title, LIMITS.buttonText, cutInside), value }
  }

  const note = (text: string): Block => {
    const context = contextOf(text, look)
    return context ?? { type: 'section', text: plain(writtenOut(text, look), LIMITS.sectionText) }
  }

  return {
    button,
    note,
    say: (title: WordingKey, text: string) =>
      button('say', word(look.language, title), { requestId: null, termsVersion: null, text }),
    actions: (button: Button | null): Block[] => (button ? [{ type: 'actions', elements: [button] }] : []),
    row: (title: string, detail: string, accessory: Button | null): Block[] => [
      // Sections in plain text: names come from outside.
      { type: 'section', text: plain(title, LIMITS.sectionText), ...(accessory && { accessory }) },
      ...(detail === '' ? [] : [note(detail)]),
    ],
    part: <T>(title: string, items: readonly T[], rows: number, empty: string, draw: (item: T) => Block[]): Block[] => [
      { type: 'header', text: plain(title, LIMITS.header) },
      ...(items.length === 0 ? [note(empty)] : items.slice(0, rows).flatMap(draw)),
      ...(items.length > rows ? [note(words.lines.listMore({ count: items.length - rows }))] : []),
    ],
  }
}

type Desk = ReturnType<typeof createDesk>

function roleOf(reader: Reader, { terms }: RequestFacts): string {
  return choicePhrase(reader, terms.activatable)
}

function askedBy(reader: Reader, item: RequestFacts): string {
  return reader.words.lines.personAndRole({ person: item.requester.displayName, role: roleOf(reader, item) })
}

function heldButton(desk: Desk, { words }: Reader, { status, requestId, termsVersion }: RequestFacts): Button | null {
  return status === 'active' ? desk.button('deactivate', words.buttons.deactivate(), { requestId, termsVersion }) : null
}

function heldDetail({ words }: Reader, { requestId, status, activation }: RequestFacts): string {
  const until = activation && words.labels.activeUntil({ at: instantMarker(activation.endsAt, 'dateTime') })
  return joined(requestId, status === 'active' ? until : words.statuses[status].short())
}

function waitingDetail(reader: Reader, { requestId, terms, windowEndsAt }: RequestFacts): string {
  const { labels } = reader.words
  const by = windowEndsAt === null ? null : instantMarker(windowEndsAt, 'dateTime')
  const before = by && labels.labelled({ name: labels.decideBefore(), value: by })
  return joined(requestId, durationPhrase(reader, terms.duration), terms.ticket?.text, terms.justification, before)
}

function recentDetail({ words }: Reader, { requestId, status, outcome, terms }: RequestFacts): string {
  const at = outcome && instantMarker(outcome.at, 'dateTime')
  return joined(requestId, words.statuses[status].short(), at, terms.ticket?.text)
}

function tierOf({ words }: Reader, { tier }: ActivatableView): string {
  return words.tiers[tier].name()
}

function joined(...texts: readonly (string | null | undefined)[]): string {
  return texts.filter((text) => typeof text === 'string' && text !== '').join(' · ')
}
