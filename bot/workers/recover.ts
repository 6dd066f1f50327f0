import { STATUSES } from '../domain/activation-request.ts'
import type { Context } from '../use-cases/context.ts'
import { endRequestsOfBlocked } from '../use-cases/revoke-person.ts'
import { startWaiting } from '../use-cases/start-linked.ts'

const UNSETTLED = STATUSES.filter((status) => status === 'provisioning' || status === 'ending')

/**
 * Calls to the directory whose answer a crash may have lost are read back at once rather than when they would be due.
 * Asks the directory nothing: a start never waits for it. Overdue ends need no care, they are due.
 */
export async function makeUnsettledDue(ctx: Context): Promise<void> {
  const unsettled = await ctx.store.requests({ statuses: UNSETTLED, limit: 10_000 })
  for (const request of unsettled) await ctx.store.postponeRequest(request, ctx.time.now())
}

/** What a crash may have left between two commits: requests of people who are blocked, and what waits for a predecessor. */
export async function finishInterrupted(ctx: Context): Promise<void> {
  for (const step of [endRequestsOfBlocked, startWaiting]) {
    await step(ctx).catch((error: unknown) => ctx.log.error({ step: step.name, error }, 'recovery incomplete'))
  }
}
