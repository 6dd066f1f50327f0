import type { OutgoingMessage } from '../../bot/index.ts'

/** Slack honours a trigger for three seconds; what opens a modal with it must also get there. */
const TRIGGER_LASTS = 2_500
/** A submission is acknowledged within three seconds, and storing it comes first. */
const WAIT_AT_MOST = 2_000

/**
 * Who waits for an answer right now, and which modal could still be opened. In memory only: after a crash nobody waits
 * any more, and the answer goes out as a message.
 */
export interface Replies {
  /** The trigger of a command or click, good for one modal while it is fresh. */
  keepTrigger(deliveryKey: string, triggerId: string): void
  /** The trigger, once; null where there is none or it is too old. */
  triggerFor(deliveryKey: string): string | null
  /** Registers a submission that waits for its answer. Call it before the delivery is stored. */
  waitFor(deliveryKey: string): Waiter
  /**
   * Called first with every answer. True: a waiting submission shows it, nothing else is to be sent. Only a form can be
   * shown there; any other answer lets the waiting end and is to be sent as usual.
   */
  offer(deliveryKey: string, message: OutgoingMessage): boolean
  /** Something else is being sent to that user, as happens when a form was accepted: their submissions wait no longer. */
  letGo(userId: string): void
  /** Ends all waiting. */
  close(): void
}

export interface Waiter {
  /** The form to show again, or null where there is nothing to show. */
  readonly answer: Promise<OutgoingMessage | null>
  /** The same submission arrived before and waits already. */
  readonly isSecond: boolean
  /** Waits no longer: the answer, if one comes, is to be sent as a message. */
  cancel(): void
}

export interface RepliesOptions {
  readonly triggerLasts?: number
  readonly waitAtMost?: number
}

interface Waiting {
  readonly answer: Promise<OutgoingMessage | null>
  readonly settle: (message: OutgoingMessage | null) => void
}

export function createReplies(options: RepliesOptions = {}): Replies {
  const { triggerLasts = TRIGGER_LASTS, waitAtMost = WAIT_AT_MOST } = options
  const triggers = new Map<string, { readonly id: string; readonly timer: NodeJS.Timeout }>()
  const waiting = new Map<string, Waiting>()

  function forget(deliveryKey: string): void {
    clearTimeout(triggers.get(deliveryKey)?.timer)
    triggers.delete(deliveryKey)
  }

  function begin(deliveryKey: string): Waiting {
    const { promise, resolve } = Promise.withResolvers<OutgoingMessage | null>()
    const timer = setTimeout(() => settle(null), waitAtMost)
    const settle = (message: OutgoingMessage | null) => {
      clearTimeout(timer)
      waiting.delete(deliveryKey)
      resolve(message)
    }
    const begun = { answer: promise, settle }
    waiting.set(deliveryKey, begun)
    return begun
  }

  return {
    keepTrigger: (deliveryKey, id) => {
      forget(deliveryKey)
      const timer = setTimeout(() => triggers.delete(deliveryKey), triggerLasts)
      timer.unref()
      triggers.set(deliveryKey, { id, timer })
    },
    triggerFor: (deliveryKey) => {
      const id = triggers.get(deliveryKey)?.id ?? null
      forget(deliveryKey)
      return id
    },
    waitFor: (deliveryKey) => {
      const first = waiting.get(deliveryKey)
      const { answer, settle } = first ?? begin(deliveryKey)
      return { answer, isSecond: first !== undefined, cancel: () => settle(null) }
    },
    offer: (deliveryKey, message) => {
      const waiter = waiting.get(deliveryKey)
      if (!waiter) return false
      const isForm = message.view.card === 'form'
      waiter.settle(isForm ? message : null)
      return isForm
    },
    letGo: (userId) => {
      for (const [deliveryKey, { settle }] of waiting) {
        if (deliveryKey.startsWith(submissionPrefix(userId))) settle(null)
      }
    },
    close: () => {
      for (const { settle } of waiting.values()) settle(null)
      for (const deliveryKey of triggers.keys()) forget(deliveryKey)
    },
  }
}

/** Submissions are keyed by who made them first, so that they are found by user. */
export function submissionPrefix(userId: string): string {
  return `view:${userId}:`
}
