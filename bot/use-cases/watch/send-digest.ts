import { activatableKey } from '../../domain/activatable.ts'
import type { ActivationFact } from '../../domain/alerts/facts.ts'
import { distinct, groupBy } from '../../domain/alerts/group-by.ts'
import { DAY } from '../../domain/duration.ts'
import { ALERTS_CHANNEL } from '../../domain/request-effects.ts'
import type { WatchReportCardView } from '../../domain/views/watch-view.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import { storedAlerts } from './alert-records.ts'
import { type Row, reportTo, sectionOf } from './report-rows.ts'
import type { Turn } from './slot.ts'
import { activationsSince } from './watch-input.ts'

const TOP = 5

/** What happened since the last digest: PIM's weekly digest, in the channel. After a long downtime it covers all of it. */
export async function sendDigest(ctx: Context, turn: Turn): Promise<void> {
  const from = turn.before ?? turn.slot - 7 * DAY
  const all = (await activationsSince(ctx, from)).filter(({ submittedAt }) => submittedAt < turn.slot)
  const started = all.filter(({ startedAt }) => startedAt !== null)
  const held = await ctx.directory.activeAssignments()
  const standing = held.filter(({ via, endsAt }) => via === 'assigned' && endsAt === null)
  const outside = held.filter(({ via, key }) => via === 'activated' && key === null)
  const alerts = [...(await storedAlerts(ctx)).values()].filter(({ record }) => record.state === 'open')
  const view: WatchReportCardView = {
    card: 'watchReport',
    report: 'digest',
    params: {
      from,
      to: turn.slot,
      activations: started.length,
      people: distinct(started.map(({ personId }) => personId)).length,
      denied: countOf(all, 'denied'),
      timedOut: countOf(all, 'timedOut'),
      standing: standing.length,
      alerts: alerts.length,
    },
    sections: [
      ...(await sectionOf(ctx, 'roles', topRoles(started))),
      ...(await sectionOf(
        ctx,
        'outside',
        outside.map(({ personId, activatable, endsAt }) => ({
          personId,
          activatable,
          note: endsAt === null ? null : 'endsAt',
          params: endsAt === null ? {} : { at: endsAt },
        })),
      )),
    ],
  }
  const effects = [reportTo(view, ALERTS_CHANNEL, String(turn.slot))]
  await commit(ctx, null, { facts: [turn.claim], audit: [], effects, reply: null })
}

function countOf(all: readonly ActivationFact[], status: ActivationFact['status']): number {
  return all.filter((each) => each.status === status).length
}

function topRoles(started: readonly ActivationFact[]): Row[] {
  const groups = [...groupBy(started, ({ activatable }) => activatableKey(activatable)).values()]
  const most = groups.sort((a, b) => b.length - a.length).slice(0, TOP)
  return most.map((group) => {
    const people = distinct(group.map(({ personId }) => personId)).length
    return {
      personId: null,
      activatable: group[0]?.activatable ?? null,
      note: 'activations',
      params: { count: group.length, people },
    }
  })
}
