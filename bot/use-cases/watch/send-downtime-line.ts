import { STATUSES } from '../../domain/activation-request.ts'
import { FEED } from '../../domain/request-effects.ts'
import type { Instant } from '../../domain/values.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import { reportTo } from './report-rows.ts'

/** How far back an end that fell into the downtime can have been asked for: the longest activation and its approval. */
const LOOKED_AT = 1000

/** After a downtime: from when to when, and how many ends could only be verified afterwards. */
export async function sendDowntimeLine(ctx: Context, from: Instant, to: Instant): Promise<void> {
  const requests = await ctx.store.requests({ statuses: STATUSES, limit: LOOKED_AT })
  const due = requests.filter(({ activation }) => activation && activation.endsAt >= from && activation.endsAt <= to)
  const late = due.filter(({ endVerifiedAt }) => endVerifiedAt !== null && endVerifiedAt >= to)
  const open = due.filter(({ endVerifiedAt }) => endVerifiedAt === null)
  const view = {
    card: 'watchReport' as const,
    report: 'downtime' as const,
    params: { from, to, count: late.length, open: open.length },
    sections: [],
  }
  await commit(ctx, null, { audit: [], effects: [reportTo(view, FEED, String(from))], reply: null })
}
