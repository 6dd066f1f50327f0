import { type Activatable, activatableFromKey } from '../../domain/activatable.ts'
import { tierOf } from '../../domain/catalogue/catalogue.ts'
import { durationFromMs, durationToMs, type IsoDuration, MINUTE, SECOND } from '../../domain/duration.ts'
import { settingsFor } from '../../domain/role-settings.ts'
import type { RoleUsage } from '../../domain/usage/role-usage.ts'
import type { Usage } from '../../domain/usage/summarise-usage.ts'
import type { Instant, PersonId } from '../../domain/values.ts'
import type { UsageCardView, UsageRoleView } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'
import type { UsageQuestion } from '../show-usage.ts'
import { activatableView, personView } from './names.ts'

const ROLES_SHOWN = 8
const PEOPLE_SHOWN = 5

/** Statistics as the card says them. */
export async function usageView(
  ctx: Context,
  asked: {
    readonly question: UsageQuestion
    readonly period: { readonly from: Instant; readonly to: Instant }
    readonly usage: Usage
    readonly by: PersonId
    readonly picture: string | null
  },
): Promise<UsageCardView> {
  const { question, period, usage, by, picture } = asked
  const { requests, activated, denied, timedOut, decision, heldMs, standingMs } = usage
  const beganAt = await ctx.store.history.beganAt()
  return {
    card: 'usage',
    about: {
      person: question.personId === null ? null : await personView(ctx, question.personId),
      isSelf: question.personId === by,
      activatable: question.activatable && (await activatableView(ctx, question.activatable)),
    },
    days: question.days,
    /** The log is younger than the period: then it says so. */
    since: beganAt !== null && beganAt > period.from ? beganAt : null,
    requests,
    activated,
    denied,
    timedOut,
    decision: decision && { median: rounded(decision.medianMs), p90: rounded(decision.p90Ms), count: decision.count },
    heldMs,
    standingMs,
    roleCount: usage.roles.filter((role) => role.activated > 0).length,
    personCount: usage.personCount,
    roles: await Promise.all(usage.roles.slice(0, ROLES_SHOWN).map((role) => roleView(ctx, role))),
    people: await Promise.all(
      usage.people
        .slice(0, PEOPLE_SHOWN)
        .map(async ({ personId, activated: count }) => ({ person: await personView(ctx, personId), activated: count })),
    ),
    picture,
  }
}

async function roleView(ctx: Context, role: RoleUsage): Promise<UsageRoleView> {
  const activatable = activatableFromKey(role.activatableKey)
  const { requests, activated, denied, timedOut, people, heldMs, usedShare, askedAgain, suggestedMs } = role
  return {
    activatable: await activatableView(ctx, activatable),
    requests,
    activated,
    denied,
    timedOut,
    people,
    heldMs,
    usedShare,
    askedAgain,
    suggested: suggestedMs === null ? null : withinSettings(ctx, activatable, suggestedMs),
  }
}

/** Nothing that the role settings would refuse is suggested. */
function withinSettings(ctx: Context, activatable: Activatable, suggestedMs: number): IsoDuration | null {
  const { tiers, roleSettings } = ctx.organisation
  const settings = settingsFor(activatable, tierOf(activatable, tiers), roleSettings)
  const isPossible = settings !== null && suggestedMs <= durationToMs(settings.maximumDuration)
  return isPossible ? durationFromMs(suggestedMs) : null
}

/** Seconds below two minutes, minutes above: nobody wants to know it to the second. */
function rounded(ms: number): IsoDuration {
  const unit = ms < 2 * MINUTE ? SECOND : MINUTE
  return durationFromMs(Math.max(unit, Math.round(ms / unit) * unit))
}
