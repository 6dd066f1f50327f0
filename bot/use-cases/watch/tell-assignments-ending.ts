import { groupBy } from '../../domain/alerts/group-by.ts'
import { DAY } from '../../domain/duration.ts'
import type { EffectDraft } from '../../domain/effect.ts'
import type { EligibleAssignment } from '../../domain/person.ts'
import { ALERTS_CHANNEL } from '../../domain/request-effects.ts'
import type { WatchReportCardView } from '../../domain/views/watch-view.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import { everybodyEligible } from './everybody-eligible.ts'
import { type Row, reportTo, sectionOf } from './report-rows.ts'
import type { Turn } from './slot.ts'

/** How long before its end an eligible assignment is told of, as PIM does. */
const NOTICES = [14 * DAY, DAY]

interface Ending extends EligibleAssignment {
  readonly endsAt: number
}

/**
 * Eligible assignments about to end, to whoever has them and to the channel. Each notice falls due between two turns, so
 * it is told once, and after a downtime still.
 */
export async function tellAssignmentsEnding(ctx: Context, turn: Turn): Promise<void> {
  const from = turn.before ?? turn.slot - DAY
  const people = (await ctx.directory.people()).filter(({ enabled }) => enabled)
  const ending = (await everybodyEligible(ctx, people)).flatMap((each): Ending[] =>
    isDue(each.endsAt, from, turn.slot) ? [{ ...each, endsAt: each.endsAt }] : [],
  )
  const soonest = ending.sort((a, b) => a.endsAt - b.endsAt)
  const occasion = String(turn.slot)
  const effects: EffectDraft[] = []
  if (soonest.length) effects.push(reportTo(await reportOn(ctx, soonest, false), ALERTS_CHANNEL, occasion))
  for (const [personId, own] of groupBy(soonest, (each) => each.personId)) {
    effects.push(reportTo(await reportOn(ctx, own, true), { kind: 'person', personId }, occasion))
  }
  await commit(ctx, null, { facts: [turn.claim], audit: [], effects, reply: null })
}

function isDue(endsAt: number | null, from: number, to: number): endsAt is number {
  if (endsAt === null || endsAt <= to) return false
  return NOTICES.some((notice) => endsAt - notice > from && endsAt - notice <= to)
}

/** Nobody is told their own name. */
async function reportOn(ctx: Context, ending: readonly Ending[], isOwn: boolean): Promise<WatchReportCardView> {
  const rows = ending.map(
    ({ personId, activatable, endsAt }): Row => ({
      personId: isOwn ? null : personId,
      activatable,
      note: 'endsAt',
      params: { at: endsAt },
    }),
  )
  return {
    card: 'watchReport',
    report: 'assignmentsEnding',
    params: { count: ending.length, own: isOwn },
    sections: await sectionOf(ctx, 'ending', rows),
  }
}
