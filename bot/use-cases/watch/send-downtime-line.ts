import { SECOND } from '../../domain/duration.ts'
import { FEED } from '../../domain/request-effects.ts'
import type { Instant, RequestId } from '../../domain/values.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import { reportTo } from './report-rows.ts'

const PAGE = 200

/** After a downtime: from when to when, and how many ends could only be verified afterwards. */
export async function sendDowntimeLine(ctx: Context, from: Instant, to: Instant): Promise<void> {
  const count = await verifiedSince(ctx, from, to)
  const open = await stillOpen(ctx, from, to)
  const params = { from, to, count, open }
  const view = { card: 'watchReport' as const, report: 'downtime' as const, params, sections: [] }
  await commit(ctx, null, { audit: [], effects: [reportTo(view, FEED, String(from))], reply: null })
}

/** Ends that fell into the downtime and were verified after it, by the events since. */
async function verifiedSince({ store, time }: Context, from: Instant, to: Instant): Promise<number> {
  const late = new Set<RequestId>()
  const types = ['activationEnded', 'activationRemovedOutside'] as const
  for await (const page of store.history.events({ types, from: to, to: time.now() + SECOND })) {
    for (const { event } of page) {
      const record = event.requestId === null ? null : await store.history.record(event.requestId)
      if (record && isWithin(record.endsAt, from, to)) late.add(record.requestId)
    }
  }
  return late.size
}

/** Ends that fell into the downtime and are not verified yet. */
async function stillOpen({ store }: Context, from: Instant, to: Instant): Promise<number> {
  const statuses = ['active', 'ending'] as const
  let count = 0
  for (let last: RequestId | undefined; ; ) {
    const page = await store.requests({ statuses, limit: PAGE, ...(last !== undefined && { before: last }) })
    count += page.filter(({ activation }) => isWithin(activation?.endsAt ?? null, from, to)).length
    if (page.length < PAGE) return count
    last = page.at(-1)?.id
  }
}

function isWithin(at: Instant | null, from: Instant, to: Instant): boolean {
  return at !== null && at >= from && at <= to
}
