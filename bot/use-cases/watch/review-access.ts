import { isAllowed } from '../../domain/access-table.ts'
import { activatableKey } from '../../domain/activatable.ts'
import type { Unused } from '../../domain/alerts/eligible-unused.ts'
import { assignmentKey, type WatchFacts } from '../../domain/alerts/facts.ts'
import type { Finding } from '../../domain/alerts/finding.ts'
import { licenceMissing } from '../../domain/alerts/licence-missing.ts'
import { mfaNotRequired } from '../../domain/alerts/mfa-not-required.ts'
import type { AlertSettings } from '../../domain/alerts/settings.ts'
import { staleHolders } from '../../domain/alerts/stale-account.ts'
import { standingAssignments } from '../../domain/alerts/standing-assignments.ts'
import { factsOf } from '../../domain/alerts/watch-input.ts'
import { DAY } from '../../domain/duration.ts'
import { refusal } from '../../domain/refusal.ts'
import { ALERTS_CHANNEL } from '../../domain/request-effects.ts'
import type { PersonId } from '../../domain/values.ts'
import type { WatchNote, WatchReportCardView } from '../../domain/views/watch-view.ts'
import { accessOf } from '../authority.ts'
import { commit, type Origin } from '../commit.ts'
import { alertSettings, analysisOf, type Context } from '../context.ts'
import { refuse } from '../decide-request.ts'
import { type Row, reportTo, sectionOf } from './report-rows.ts'
import type { Turn } from './slot.ts'
import { watchInput } from './watch-input.ts'

/** What is standing, what nobody uses, what is too strict or too loose, each with the next step. For who may see all. */
export async function reviewAccess(ctx: Context, origin: Origin | null, by: PersonId): Promise<unknown> {
  if (!isAllowed('seeEveryone', ['other'], await accessOf(ctx, by))) {
    return refuse(ctx, by, origin, null, refusal('notAllowed', { command: 'review' }))
  }
  return commit(ctx, origin, { audit: [], effects: [], reply: await review(ctx) })
}

/** The monthly review, to the channel. */
export async function sendReview(ctx: Context, turn: Turn): Promise<void> {
  const effects = [reportTo(await review(ctx), ALERTS_CHANNEL, String(turn.slot))]
  await commit(ctx, null, { facts: [turn.claim], audit: [], effects, reply: null })
}

async function review(ctx: Context): Promise<WatchReportCardView> {
  const settings = alertSettings(ctx)
  const input = await watchInput(ctx, ctx.time.now())
  const habits = await analysisOf(ctx).habits(input, settings)
  // Of what follows nothing looks at single requests.
  const facts = factsOf(input, [])
  const sections = [
    await sectionOf(ctx, 'standing', standingRows(facts)),
    await sectionOf(ctx, 'unused', unusedRows(habits.unused)),
    await sectionOf(ctx, 'stale', staleRows(facts, settings)),
    await sectionOf(ctx, 'unlicensed', unlicensedRows(facts)),
    await sectionOf(ctx, 'tooStrict', rowsOf(habits.timingOut, 'timedOut')),
    await sectionOf(ctx, 'tooLoose', rowsOf(habits.approvedInSeconds, 'quick')),
    await sectionOf(ctx, 'withoutProof', proofRows(mfaNotRequired(facts))),
  ].flat()
  const notKnown = await sectionOf(ctx, 'notKnown', await unknownRows(ctx, facts))
  const watchedDays = Math.floor((facts.now - facts.historySince) / DAY)
  return {
    card: 'watchReport',
    report: 'review',
    params: { count: sections.length, days: watchedDays },
    sections: [...sections, ...notKnown],
  }
}

function standingRows(facts: WatchFacts): Row[] {
  return standingAssignments(facts).map(({ personId, activatable, startedAt }) => {
    const seenAt = facts.firstSeen.get(assignmentKey('standing', personId, activatableKey(activatable)))
    const at = Math.min(startedAt || facts.now, seenAt ?? facts.now)
    return { personId, activatable, note: 'heldSince', params: { at } }
  })
}

function unusedRows(unused: readonly Unused[]): Row[] {
  return unused.map(({ personId, activatable, lastAt }) =>
    lastAt === null
      ? { personId, activatable, note: 'neverUsed', params: {} }
      : { personId, activatable, note: 'lastUsed', params: { at: lastAt } },
  )
}

function staleRows(facts: WatchFacts, settings: AlertSettings): Row[] {
  return staleHolders(facts, settings.staleAccount.afterMs).map(({ personId, activatable }) => {
    const at = facts.lastSignIn.get(personId)
    if (facts.people.get(personId)?.enabled === false) return { personId, activatable, note: 'disabled', params: {} }
    return typeof at === 'number'
      ? { personId, activatable, note: 'lastSignIn', params: { at } }
      : { personId, activatable, note: 'neverSignedIn', params: {} }
  })
}

function unlicensedRows(facts: WatchFacts): Row[] {
  const incidents = licenceMissing(facts).flatMap((each) => each.incidents)
  return incidents.map(({ personId, activatable }) => ({ personId, activatable, note: null, params: {} }))
}

/** What the directory did not say must not look as if it were in order. */
async function unknownRows({ directory }: Context, { notKnown }: WatchFacts): Promise<Row[]> {
  const notes: WatchNote[] = notKnown.map((fact) => `${fact}NotKnown` as const)
  if ((await directory.ownAlerts?.()) === null) notes.push('ownAlertsNotKnown')
  return notes.map((note) => ({ personId: null, activatable: null, note, params: {} }))
}

function rowsOf(findings: readonly Finding[], note: WatchNote): Row[] {
  return findings.map(({ activatable, params }) => ({ personId: null, activatable, note, params }))
}

function proofRows(findings: readonly Finding[]): Row[] {
  const incidents = findings.flatMap((each) => each.incidents)
  return incidents.map(({ activatable }) => ({ personId: null, activatable, note: null, params: {} }))
}
