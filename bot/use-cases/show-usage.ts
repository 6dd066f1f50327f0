import { isAllowed } from '../domain/access-table.ts'
import { type Activatable, DIRECTORY_SCOPE } from '../domain/activatable.ts'
import { nameableOf } from '../domain/catalogue/catalogue.ts'
import type { UsageCommand } from '../domain/command/command.ts'
import { DAY } from '../domain/duration.ts'
import { subjectOf } from '../domain/history/request-record.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { Usage } from '../domain/usage/summarise-usage.ts'
import { usageChart } from '../domain/usage/usage-chart.ts'
import type { PersonId } from '../domain/values.ts'
import type { CardView, NameByLanguage } from '../domain/views/card-view.ts'
import type { HistoryQuery } from '../ports/history.ts'
import type { FactWrite } from '../ports/request-store.ts'
import { accessOf } from './authority.ts'
import { analysisOf, type Context } from './context.ts'
import { keepPicture } from './keep-picture.ts'
import { usageView } from './views/usage-view.ts'

/** Asked for without a length of time. */
export const USUAL_DAYS = 30

/** Whose and what use is asked about. */
export interface UsageQuestion {
  readonly personId: PersonId | null
  /** A role in any scope, a group in any access. */
  readonly activatable: Activatable | null
  readonly days: number
}

export interface UsageAnswer {
  readonly view: CardView
  /** To be saved with it. */
  readonly facts: readonly FactWrite[]
}

/**
 * How roles were used in the last days: everybody's for who may see everyone, one's own for all others. The question is
 * answered beside the event loop, so that it holds up nobody's approval.
 */
export async function showUsage(ctx: Context, by: PersonId, command: UsageCommand): Promise<UsageAnswer | Refusal> {
  const question = await usageQuestion(ctx, by, command)
  if ('code' in question) return question
  const now = ctx.time.now()
  const period = { from: now - question.days * DAY, to: now }
  const usage = await usageOf(ctx, question, period)
  const chart = usageChart(usage, question.activatable !== null, (activatable) => roleName(ctx, activatable))
  const picture = await keepPicture(ctx, chart)
  const view = await usageView(ctx, { question, period, usage, by, picture: picture?.url ?? null })
  return { view, facts: picture?.facts ?? [] }
}

/** What this person asks about when they say that, or why they may not. */
export async function usageQuestion(
  ctx: Context,
  by: PersonId,
  command: UsageCommand,
): Promise<UsageQuestion | Refusal> {
  const asked = questionOf(command)
  if ('code' in asked) return asked
  const seesAll = isAllowed('seeEveryone', ['other'], await accessOf(ctx, by))
  if (!seesAll && asked.personId !== null && asked.personId !== by) return refusal('notAllowed', { command: 'usage' })
  return { ...asked, personId: asked.personId ?? (seesAll ? null : by) }
}

export async function usageOf(
  ctx: Context,
  { personId, activatable }: UsageQuestion,
  period: { readonly from: number; readonly to: number },
): Promise<Usage> {
  const query: HistoryQuery = {
    ...period,
    ...(personId !== null && { requesterId: personId }),
    ...(activatable && { subject: subjectOf(activatable) }),
  }
  return analysisOf(ctx).usage(query, ctx.time.now())
}

function questionOf({ target, days }: UsageCommand): UsageQuestion | Refusal {
  const wanted = days ?? USUAL_DAYS
  switch (target.by) {
    case 'all':
      return { personId: null, activatable: null, days: wanted }
    case 'person': {
      const { person } = target
      if (person.found === 'none') return person.refusal
      if (person.found === 'several') return refusal('ambiguousPerson', { count: person.personIds.length })
      return { personId: person.personId, activatable: null, days: wanted }
    }
    case 'role': {
      const { target: role } = target
      if (role.found === 'none') return role.refusal
      const activatable =
        role.found === 'one' ? role.activatable : role.found === 'several' ? oneSubject(role.candidates) : null
      return activatable
        ? { personId: null, activatable, days: wanted }
        : refusal('unknownRole', { typed: target.typed })
    }
  }
}

/** The same role in several scopes is one question; different roles are none. */
function oneSubject(candidates: readonly Activatable[]): Activatable | null {
  const subjects = new Set(candidates.map(subjectOf))
  const [first] = candidates
  if (!first || subjects.size !== 1) return null
  return first.kind === 'role' ? { ...first, scope: DIRECTORY_SCOPE } : first
}

/** A role's name, or what a group is called by its id: a picture needs no more. */
function roleName({ organisation }: Context, activatable: Activatable): NameByLanguage {
  const { displayName } = nameableOf(activatable, {
    groups: new Map(),
    scopeNames: new Map(),
    tiers: organisation.tiers,
  })
  return displayName
}
