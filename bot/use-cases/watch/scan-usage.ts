import { joinDirectoryAlerts } from '../../domain/alerts/join-directory-alerts.ts'
import { UNLICENSED } from '../../domain/alerts/licence-missing.ts'
import type { WatchInput } from '../../domain/alerts/watch-input.ts'
import type { UnknownFact } from '../../domain/directory-insights.ts'
import { DAY, HOUR } from '../../domain/duration.ts'
import { USAGE_ALERTS, type UsageAlert } from '../../domain/views/watch-view.ts'
import { alertSettings, analysisOf, type Context } from '../context.ts'
import { storedAlerts } from './alert-records.ts'
import { firstSeenWrite } from './first-seen.ts'
import { raiseAlerts } from './raise-alerts.ts'
import type { Turn } from './slot.ts'
import { watchInput } from './watch-input.ts'

/** What is recorded late belongs to the next scan: a finding made twice is still one alert. */
const OVERLAP = HOUR

/** Looks for everything that deserves a look, and raises, updates and resolves alerts. Throws `DirectoryUnavailable`. */
export async function scanUsage(ctx: Context, turn: Turn): Promise<void> {
  const settings = alertSettings(ctx)
  const now = ctx.time.now()
  const input = await watchInput(ctx, (turn.before ?? now - DAY) - OVERLAP).catch(async (error: unknown) => {
    await tellUnlicensed(ctx)
    throw error
  })
  const ran = USAGE_ALERTS.filter((rule) => !settings.off.includes(rule) && isKnown(input, rule))
  const own = (await ctx.directory.ownAlerts?.()) ?? null
  const known = [...(await storedAlerts(ctx)).values()].map(({ record }) => record)
  const found = await analysisOf(ctx).findings(input, settings)
  await raiseAlerts(ctx, joinDirectoryAlerts(found, own, known, settings), {
    ran,
    facts: [turn.claim, firstSeenWrite(input, now)],
  })
}

/** What a rule looks at. Where that is not known, its alerts stay as they are: nothing was put right. */
const LOOKS_AT: { readonly [rule in UsageAlert]?: UnknownFact } = {
  staleAccount: 'lastSignIn',
  licenceMissing: 'licence',
  mfaNotRequired: 'settings',
}

function isKnown({ notKnown }: WatchInput, rule: UsageAlert): boolean {
  const fact = LOOKS_AT[rule]
  return fact === undefined || !notKnown.includes(fact)
}

/** A directory without its licence may answer nothing else: that alone can be told, and must be. */
async function tellUnlicensed(ctx: Context): Promise<void> {
  const known = await ctx.directory.insights?.([])
  const isOn = !alertSettings(ctx).off.includes('licenceMissing')
  if (known?.licence !== 'missing' || !isOn) return
  await raiseAlerts(ctx, [UNLICENSED], { ran: [] })
}
