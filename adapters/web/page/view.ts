import type { WireMessage, WireState } from '../wire.ts'
import type { Composer } from './composer.ts'
import { drawConversations } from './conversation-list.ts'
import { byId, make } from './dom.ts'
import type { History } from './history.ts'
import type { Connection } from './live.ts'
import type { Timeline } from './timeline.ts'
import type { Wording } from './wording.ts'

export interface ViewOptions {
  readonly state: WireState
  readonly words: Wording
  readonly history: History
  readonly timeline: Timeline
  readonly composer: Composer
}

/** What is on the screen besides the panel: the open conversation, the links to all, and how the line is. */
export interface View {
  /** Shows the conversation that the address names. */
  navigate(): void
  receive(message: WireMessage): void
  connection(connection: Connection): void
}

export function createView({ state, words, history, timeline, composer }: ViewOptions): View {
  const { displayName } = state.actingAs
  let connection: Connection = 'connecting'

  function drawLinks(): void {
    drawConversations(history.conversations, history.current.name, history.unread, words)
  }

  function drawConnection(): void {
    byId('connection', HTMLElement).textContent = connection === 'connecting' ? words.connecting : ''
    drawOffline()
    composer.set({ readOnly: history.current.kind === 'channel', online: connection === 'online' })
  }

  /** Stays while another line is only being tried, and what is not seen to go away is said. */
  function drawOffline(): void {
    const offline = byId('offline', HTMLElement)
    const wasOffline = !offline.hidden
    const isOffline = connection === 'offline' || (connection === 'connecting' && wasOffline)
    offline.hidden = !isOffline
    offline.textContent = isOffline ? words.offline : ''
    if (wasOffline && !isOffline) byId('announcement', HTMLElement).textContent = words.online
  }

  return {
    navigate() {
      history.open(decodeURIComponent(location.hash.slice(1)))
      const own = history.current.kind === 'own'
      byId('topic', HTMLElement).textContent = own ? words.ownTopic(displayName) : words.channelTopic
      timeline.open(history.messages(), own ? drawInvitation(words, composer) : [make('p', '', words.empty)])
      composer.tell(null)
      drawLinks()
      drawConnection()
    },
    receive(message) {
      const isNew = history.receive(message) === 'new'
      const isOwn = message.conversation === history.conversations[0]?.name
      if (message.conversation === history.current.name) timeline.upsert(message)
      if (isNew && isOwn && message.text === null) timeline.release()
      if (isNew) drawLinks()
    },
    connection(next) {
      if (next === connection) return
      connection = next
      drawConnection()
    },
  }
}

function drawInvitation(words: Wording, composer: Composer): Node[] {
  const examples = words.examples.map((example) => {
    const button = make('button', 'example', example)
    button.type = 'button'
    button.onclick = () => composer.fill(example)
    return button
  })
  return [make('p', '', words.emptyOwn), make('div', 'examples', ...examples)]
}
