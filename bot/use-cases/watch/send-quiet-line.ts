import { DAY } from '../../domain/duration.ts'
import { ALERTS_CHANNEL } from '../../domain/request-effects.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import { storedAlerts } from './alert-records.ts'
import { reportTo } from './report-rows.ts'
import type { Turn } from './slot.ts'
import { activationsSince } from './watch-input.ts'

/**
 * One line a day that says that nothing is wrong: silence alone could also mean that nobody watches. Said only when it is
 * true: no alert open, nothing active past its end, nothing active that did not go through Elevate.
 */
export async function sendQuietLine(ctx: Context, turn: Turn): Promise<void> {
  const from = turn.before ?? turn.slot - DAY
  const activations = await activationsSince(ctx, from - DAY)
  const started = activations.filter(({ startedAt }) => startedAt !== null && startedAt >= from)
  const view = {
    card: 'watchReport' as const,
    report: 'quiet' as const,
    params: { from, count: started.length },
    sections: [],
  }
  const effects = (await isQuiet(ctx, turn, activations)) ? [reportTo(view, ALERTS_CHANNEL, String(turn.slot))] : []
  await commit(ctx, null, { facts: [turn.claim], audit: [], effects, reply: null })
}

async function isQuiet(ctx: Context, turn: Turn, activations: Awaited<ReturnType<typeof activationsSince>>) {
  const alerts = [...(await storedAlerts(ctx)).values()]
  if (alerts.some(({ record }) => record.state === 'open')) return false
  const isLate = activations.some(({ endsAt, endedAt }) => endsAt !== null && endedAt === null && endsAt < turn.slot)
  if (isLate) return false
  const held = await ctx.directory.activeAssignments()
  return !held.some(({ via, key }) => via === 'activated' && key === null)
}
