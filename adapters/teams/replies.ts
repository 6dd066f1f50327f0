import type { OutgoingMessage } from '../../bot/index.ts'

/** An invoke is answered within three seconds, and storing it comes first. */
const WAIT_AT_MOST = 2_200

/** What came for somebody who waits. `own`: not an answer, but a card of theirs that the click brought about. */
export interface Arrived {
  readonly kind: 'answer' | 'own'
  readonly message: OutgoingMessage
}

/**
 * Who waits for an answer right now. In memory only: after a crash nobody waits any more, and the answer goes out as a
 * message.
 */
export interface Replies {
  /** Registers a click that waits for its answer. Call it before the delivery is stored. */
  waitFor(deliveryKey: string, who: Who): Waiter
  /** What comes for somebody who typed a line, without taking the answer from its way. */
  watch(deliveryKey: string, who: Who): Promise<Arrived | null>
  /** Called first with every answer. True: somebody waiting shows it, nothing else is to be sent. */
  offer(deliveryKey: string, message: OutgoingMessage): boolean
  /** A card is being sent to that person: for clicks that may have no other answer, that is the answer. */
  told(userId: string, message: OutgoingMessage): void
  /** Ends all waiting. */
  close(): void
}

export interface Who {
  readonly userId: string
  /** The click may be answered by a card of its own, such as that of a new request, and by nothing else. */
  readonly mayBeSilent: boolean
}

export interface Waiter {
  readonly answer: Promise<Arrived | null>
  /** The same click arrived before and waits already. */
  readonly isSecond: boolean
  /** Waits no longer: the answer, if one comes, is to be sent as a message. */
  cancel(): void
}

interface Waiting extends Who {
  /** The answer is shown by who waits, and so is not to be sent. */
  readonly shows: boolean
  readonly answer: Promise<Arrived | null>
  readonly settle: (arrived: Arrived | null) => void
}

export function createReplies({ waitAtMost = WAIT_AT_MOST }: { readonly waitAtMost?: number } = {}): Replies {
  const waiting = new Map<string, Waiting>()

  function begin(deliveryKey: string, who: Who, shows: boolean): Waiting {
    const { promise, resolve } = Promise.withResolvers<Arrived | null>()
    const timer = setTimeout(() => settle(null), waitAtMost)
    const settle = (arrived: Arrived | null) => {
      clearTimeout(timer)
      waiting.delete(deliveryKey)
      resolve(arrived)
    }
    const begun = { ...who, shows, answer: promise, settle }
    waiting.set(deliveryKey, begun)
    return begun
  }

  return {
    waitFor: (deliveryKey, who) => {
      const first = waiting.get(deliveryKey)
      const { answer, settle } = first ?? begin(deliveryKey, who, true)
      return { answer, isSecond: first !== undefined, cancel: () => settle(null) }
    },
    watch: (deliveryKey, who) => (waiting.get(deliveryKey) ?? begin(deliveryKey, who, false)).answer,
    offer: (deliveryKey, message) => {
      const waiter = waiting.get(deliveryKey)
      waiter?.settle({ kind: 'answer', message })
      return waiter?.shows ?? false
    },
    told: (userId, message) => {
      for (const waiter of waiting.values()) {
        if (waiter.userId === userId && waiter.mayBeSilent) waiter.settle({ kind: 'own', message })
      }
    },
    close: () => {
      for (const { settle } of waiting.values()) settle(null)
    },
  }
}
