import type { WireMessage } from '../wire.ts'
import { type CardHolder, createCardHolder, type Press } from './card.ts'
import { make } from './dom.ts'
import type { Times } from './time.ts'
import type { Wording } from './wording.ts'

/** Messages drawn at first, and each time that *Show earlier* is pressed: drawing a card takes milliseconds. */
const DRAWN_AT_ONCE = 100

export interface TimelineOptions {
  readonly log: HTMLElement
  readonly newest: HTMLButtonElement
  readonly words: Wording
  readonly times: Times
  readonly personName: string
  readonly now: () => number
  readonly press: (press: Press, holder: CardHolder) => void
}

interface Shown {
  readonly article: HTMLElement
  readonly holder: CardHolder | null
  message: WireMessage
}

/** The messages of the open conversation, in order. */
export interface Timeline {
  /** Opens a conversation: shows these and nothing else. */
  open(messages: readonly WireMessage[], empty: readonly Node[]): void
  /** Shows a new message, or a newer state of one that is there. */
  upsert(message: WireMessage): void
  release(): void
}

export function createTimeline(options: TimelineOptions): Timeline {
  const { log, newest, words, times, now } = options
  const shown = new Map<string, Shown>()
  const earlier = make('button', 'earlier', words.earlier)
  earlier.type = 'button'
  let hidden: WireMessage[] = []

  function add(message: WireMessage): void {
    const entry = drawMessage(message, options)
    const later = [...shown.values()].filter((other) => other.message.position > message.position)
    const next = later.sort((a, b) => a.message.position - b.message.position)[0]
    shown.set(message.id, entry)
    log.insertBefore(entry.article, next?.article ?? null)
  }

  function refreshDays(): void {
    let last = ''
    const inOrder = [...shown.values()].sort((a, b) => a.message.position - b.message.position)
    for (const { article, message } of inOrder) {
      const key = times.dayKey(message.at)
      if (key === last) delete article.dataset['day']
      else article.dataset['day'] = times.day(message.at, now())
      last = key
    }
  }

  function atEnd(): boolean {
    return log.scrollHeight - log.scrollTop - log.clientHeight < 80
  }

  function toEnd(): void {
    log.scrollTop = log.scrollHeight
    newest.hidden = true
  }

  function showEarlier(): void {
    const { scrollHeight, scrollTop } = log
    for (const message of hidden.splice(-DRAWN_AT_ONCE)) add(message)
    if (hidden.length === 0) earlier.remove()
    refreshDays()
    log.scrollTop = scrollTop + log.scrollHeight - scrollHeight
  }

  log.tabIndex = 0
  earlier.onclick = showEarlier
  newest.onclick = toEnd
  log.onscroll = () => {
    if (atEnd()) newest.hidden = true
  }

  return {
    open(messages, empty) {
      shown.clear()
      hidden = messages.slice(0, -DRAWN_AT_ONCE)
      log.replaceChildren(...(hidden.length > 0 ? [earlier] : []))
      for (const message of messages.slice(-DRAWN_AT_ONCE)) add(message)
      if (messages.length === 0) log.append(make('div', 'empty', ...empty))
      refreshDays()
      toEnd()
    },
    upsert(message) {
      const stay = atEnd()
      const known = shown.get(message.id)
      if (known && known.message.version >= message.version) return
      if (known) update(known, message, options)
      else {
        log.querySelector('.empty')?.remove()
        add(message)
        refreshDays()
      }
      if (stay || message.text !== null) toEnd()
      else if (!known) newest.hidden = false
    },
    release() {
      for (const { holder } of shown.values()) holder?.release()
    },
  }
}

function drawMessage(message: WireMessage, options: TimelineOptions): Shown {
  const { words, times, personName, press } = options
  const own = message.text !== null
  const time = make('time', '', times.time(message.at))
  time.dateTime = new Date(message.at).toISOString()
  const head = make('p', 'head', make('span', 'author', own ? personName : words.bot), ' ', time)
  const body = make('div', 'body', head)
  const avatar = make('span', 'avatar', own ? initials(personName) : '')
  avatar.ariaHidden = 'true'
  const article = make('article', own ? 'entry own' : 'entry', avatar, body)
  article.tabIndex = -1
  if (message.text !== null) body.append(make('p', 'said', message.text))
  if (own) return { article, holder: null, message }
  const holder = createCardHolder((pressed) => press(pressed, holder))
  const entry = { article, holder, message }
  body.append(holder.element)
  drawCard(entry, words)
  return entry
}

function update(shown: Shown, message: WireMessage, { words }: TimelineOptions): void {
  shown.message = message
  drawCard(shown, words)
}

function drawCard({ holder, message }: Shown, words: Wording): void {
  if (!holder) return
  if (message.card) holder.draw(message.card)
  else holder.element.replaceChildren(make('p', 'hint', message.fallbackText || words.unreadable))
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '').join('')
}
