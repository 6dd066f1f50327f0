import type { AdapterState, Instant, Log } from '../../bot/index.ts'
import type { SlackHome } from './blocks/types.ts'
import type { Wake } from './wake.ts'
import type { Called, SlackApi } from './web-api.ts'

const NAMESPACE = 'slack-home'
/** Who has not opened it for so long has it brought up to date when they next do. */
const LASTS = 30 * 24 * 60 * 60_000
/** What changes together is shown together. */
const TOGETHER = 1_000
const AGAIN = 5_000
const ATTEMPTS = 4

export interface HomeTab {
  /** The user has opened it: shows it, and keeps it up to date from now on. */
  publish(userId: string): Promise<void>
  /** Something changed for the user; followed soon where they have ever opened it. Does not throw. */
  changed(userId: string): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  stop(): void
}

export interface HomeTabOptions {
  readonly api: SlackApi
  readonly state: AdapterState
  readonly now: () => Instant
  readonly log: Log
  /** What the user sees. May fail: it is tried again. */
  readonly draw: (userId: string) => Promise<SlackHome>
  readonly wake: Wake
}

export function createHomeTab(options: HomeTabOptions): HomeTab {
  const { api, state, now, log, draw, wake } = options
  const waiting = new Map<string, () => void>()
  const underWay = new Map<string, Promise<void>>()
  let isStopped = false

  /** One after the other for each user, so that an older face never comes last. */
  function show(userId: string, attempt: number): Promise<void> {
    waiting.get(userId)?.()
    waiting.delete(userId)
    const before = underWay.get(userId) ?? Promise.resolve()
    const run = before.then(() => showNow(userId, attempt)).catch(() => later(userId, AGAIN, attempt + 1))
    underWay.set(userId, run)
    return run.finally(() => {
      if (underWay.get(userId) === run) underWay.delete(userId)
    })
  }

  async function showNow(userId: string, attempt: number): Promise<void> {
    const view = await draw(userId)
    const called = await api.call('views.publish', { user_id: userId, view }, userId)
    if (called.outcome === 'ok') return
    if (called.outcome === 'refused') log.warn({ userId, reason: called.code }, 'Slack did not take an App Home')
    else later(userId, pauseOf(called), attempt + 1)
  }

  function later(userId: string, ms: number, attempt: number): void {
    if (isStopped || waiting.has(userId)) return
    if (attempt > ATTEMPTS) {
      log.warn({ userId }, 'An App Home was given up until the next change')
      return
    }
    const callOff = wake(ms, () => void show(userId, attempt))
    waiting.set(userId, callOff)
  }

  return {
    async publish(userId) {
      await state.put({
        namespace: NAMESPACE,
        key: userId,
        value: {},
        expectedVersion: null,
        expiresAt: now() + LASTS,
      })
      await show(userId, 1)
    },
    changed(userId) {
      state.get(NAMESPACE, userId).then(
        (record) => record && later(userId, TOGETHER, 1),
        () => log.warn({ userId }, 'An App Home could not be brought up to date'),
      )
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
    stop() {
      isStopped = true
      for (const callOff of waiting.values()) callOff()
      waiting.clear()
    },
  }
}

function pauseOf(called: Called): number {
  return called.outcome === 'limited' ? called.waitMs : AGAIN
}
