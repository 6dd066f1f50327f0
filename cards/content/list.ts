import { isTerminal } from '../../bot/domain/activation-request.ts'
import type { RequestFacts, RequestListCardView } from '../../bot/domain/views/card-view.ts'
import { commandButton } from '../buttons.ts'
import { choicePhrase, durationPhrase, instantPhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import type { Label, Line } from '../wording-keys.ts'

/** Rows shown; the rest is counted. Slack takes 50 blocks in a message, Teams 28 KB. */
const ROWS = 15

type List = RequestListCardView['list']

const titles: { readonly [list in List]: Line } = {
  mine: 'listTitleMine',
  pending: 'listTitlePending',
  who: 'listTitleWho',
  open: 'listTitleOpen',
  status: 'listTitleStatus',
  feed: 'listTitleFeed',
}

const empties: { readonly [list in List]: Line } = {
  mine: 'listEmptyMine',
  pending: 'listEmptyPending',
  who: 'listEmptyWho',
  open: 'listEmptyOpen',
  status: 'listEmptyOpen',
  feed: 'listEmptyWho',
}

export interface Row {
  readonly title: string
  readonly detail: string
}

interface Section {
  readonly heading: string
  readonly rows: readonly Row[]
}

/** Several requests at a glance. */
export function listContent(reader: Reader, view: RequestListCardView) {
  const { lines } = reader.words
  const title = lines[titles[view.list]]()
  const items = view.items.map((item) => requestRow(reader, view.list, item))
  const outside = view.outside.map((assignment) => outsideRow(reader, assignment))
  const isEmpty = items.length + outside.length === 0
  return {
    lang: reader.language,
    title,
    empty: isEmpty ? lines[empties[view.list]]() : null,
    rows: items.slice(0, ROWS),
    more: moreThan(reader, items.length),
    outside: section(reader, 'outside', outside),
    outsideMore: moreThan(reader, outside.length),
    eligibleTitle: reader.words.labels.eligible(),
    eligible: view.eligible.slice(0, ROWS).map((item) => commandButton(choicePhrase(reader, item), item.command)),
    summary: title,
  }
}

function section(reader: Reader, heading: Label, rows: readonly Row[]): Section {
  return { heading: reader.words.labels[heading](), rows: rows.slice(0, ROWS) }
}

function moreThan({ words }: Reader, count: number): string | null {
  return count > ROWS ? words.lines.listMore({ count: count - ROWS }) : null
}

/** One's own by role, everybody's by name; then where it stands and how to speak of it. */
function requestRow(reader: Reader, list: List, view: RequestFacts): Row {
  const { lines, labels } = reader.words
  const role = choicePhrase(reader, view.terms.activatable)
  const title = list === 'mine' ? role : lines.personAndRole({ person: view.requester.displayName, role })
  const { status, activation, terms } = view
  const details = [
    view.requestId,
    status === 'active' && activation
      ? labels.activeUntil({ at: instantPhrase(activation.endsAt) })
      : reader.words.statuses[status].short(),
    isTerminal(status) || activation ? null : durationPhrase(reader, terms.duration),
    view.outcome ? instantPhrase(view.outcome.at) : null,
    terms.ticket?.text ?? null,
  ]
  return { title, detail: details.filter((detail) => detail !== null).join(' · ') }
}

function outsideRow(reader: Reader, assignment: RequestListCardView['outside'][number]): Row {
  const { lines, labels } = reader.words
  const { person, activatable, endsAt } = assignment
  return {
    title: lines.personAndRole({ person: person.displayName, role: choicePhrase(reader, activatable) }),
    detail: endsAt === null ? labels.standing() : labels.untilTime({ at: instantPhrase(endsAt) }),
  }
}
