import { LANES, type Lane } from '../domain/effect.ts'
import { backOff, dueAt } from '../domain/request-timing.ts'
import type { Clock } from '../ports/clock.ts'
import { StoreUnavailable } from '../ports/request-store.ts'
import { advanceRequest } from '../use-cases/advance-request.ts'
import type { Context } from '../use-cases/context.ts'
import { giveUpDelivery } from '../use-cases/give-up-delivery.ts'
import { processDelivery } from '../use-cases/process-delivery.ts'
import { sendEffect } from '../use-cases/send-effect.ts'
import { createDrain, type Drain } from './drain.ts'

const DELIVERY_ATTEMPTS = 8
const LANE_CONCURRENCY: { readonly [lane in Lane]: number } = { reply: 64, prompt: 64, feed: 8 }
/** Even with nothing due the workers look up this often: the timer is a convenience, the due index is the truth. */
const LONGEST_SLEEP = 30_000
/** A stop does not wait longer for a directory or a platform that hangs: what was begun is read back at the next start. */
const STOP_WITHIN = 10_000

export interface Workers {
  /** Something may be due. */
  wake(): void
  /** Resolves when nothing due is left to do. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Inbox, due requests and outbox lanes, each drained apart, woken by commits and by one timer for what is due next. */
export function createWorkers(ctx: Context, clock: Clock): Workers {
  const rearm = () => void arm()
  const drains = [inbox, due, ...LANES.map((lane) => outbox(lane))].map((drain) => drain(ctx, clock, rearm))
  let callOff: () => void = () => {}
  let isStopped = false
  let isArming = false
  let isStale = false

  function wake(): void {
    if (isStopped) return
    for (const drain of drains) drain.poke()
    void arm()
  }

  /** One capped timer. Its length is a hint, so a failed read only means waking later. */
  async function arm(): Promise<void> {
    isStale = true
    if (isArming) return
    isArming = true
    while (isStale && !isStopped) {
      isStale = false
      const now = ctx.time.now()
      const next = await ctx.store.nextDueAt(now).catch(() => null)
      callOff()
      if (!isStopped) callOff = clock.wake(next === null ? LONGEST_SLEEP : Math.min(next - now, LONGEST_SLEEP), wake)
    }
    isArming = false
  }

  async function idle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      for (const drain of drains) await drain.idle()
    }
  }

  async function stop(): Promise<void> {
    isStopped = true
    callOff()
    const stopped = Promise.all(drains.map((drain) => drain.stop()))
    const patience = new Promise<void>((resolve) => clock.wake(STOP_WITHIN, resolve))
    await Promise.race([stopped, patience])
  }

  return { wake, idle, stop }
}

function inbox(ctx: Context, clock: Clock, onDrained: () => void): Drain {
  return createDrain({
    onDrained,
    name: 'inbox',
    concurrency: 32,
    clock,
    log: ctx.log,
    take: (limit) => ctx.store.dueDeliveries(ctx.time.now(), limit),
    keyOf: ({ platform, deliveryKey }) => `${platform}:${deliveryKey}`,
    run: (delivery) => processDelivery(ctx, delivery),
    putOff: async (delivery, error) => {
      const reason = error instanceof Error ? error.name : 'unknown'
      // A store that fails says nothing about the delivery: it was acknowledged, and waits until the store is back.
      const isHopeless = !(error instanceof StoreUnavailable) && delivery.attempts + 1 >= DELIVERY_ATTEMPTS
      if (isHopeless) return giveUpDelivery(ctx, delivery, reason)
      await ctx.store.deferDelivery(delivery, { at: ctx.time.now() + backOff(delivery.attempts), error: reason })
    },
  })
}

function due(ctx: Context, clock: Clock, onDrained: () => void): Drain {
  const failures = new Map<string, number>()
  return createDrain({
    onDrained,
    name: 'due',
    concurrency: 256,
    clock,
    log: ctx.log,
    take: (limit) => ctx.store.dueRequests(ctx.time.now(), limit),
    keyOf: ({ id }) => id,
    run: async ({ id, rowVersion }) => {
      await advanceRequest(ctx, id)
      const after = await ctx.store.request(id)
      // Due, looked at, and nothing came of it: to be tried again after a rest, not in a loop.
      const dueNow = after && after.rowVersion === rowVersion ? dueAt(after) : null
      if (dueNow !== null && dueNow <= ctx.time.now()) throw new Error('due, and nothing could be done yet')
      failures.delete(id)
    },
    putOff: async ({ id }) => {
      const times = failures.get(id) ?? 0
      failures.set(id, times + 1)
      const request = await ctx.store.request(id)
      if (request) await ctx.store.postponeRequest(request, ctx.time.now() + backOff(times))
    },
  })
}

function outbox(lane: Lane): (ctx: Context, clock: Clock, onDrained: () => void) => Drain {
  return (ctx, clock, onDrained) =>
    createDrain({
      onDrained,
      name: `outbox:${lane}`,
      concurrency: LANE_CONCURRENCY[lane],
      clock,
      log: ctx.log,
      take: (limit) => ctx.store.dueEffects(lane, ctx.time.now(), limit),
      keyOf: ({ key }) => key,
      run: (effect) => sendEffect(ctx, effect),
      putOff: async ({ key, generation, attempts }) => {
        const result = { retryAt: ctx.time.now() + backOff(attempts), reason: 'failed' }
        await ctx.store.settleEffect({ key, generation, result })
      },
    })
}
