import type { UsageAlert } from '../views/watch-view.ts'
import { activatedTooOften } from './activated-too-often.ts'
import { activePastEnd } from './active-past-end.ts'
import { approvedInSeconds } from './approved-in-seconds.ts'
import { assignedOutside } from './assigned-outside.ts'
import { eligibleUnused } from './eligible-unused.ts'
import { emergencyUsed } from './emergency-used.ts'
import type { WatchFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { hastyApprover } from './hasty-approver.ts'
import { keepsTimingOut } from './keeps-timing-out.ts'
import { licenceMissing } from './licence-missing.ts'
import { mfaNotRequired } from './mfa-not-required.ts'
import { samePair } from './same-pair.ts'
import type { AlertSettings } from './settings.ts'
import { staleAccount } from './stale-account.ts'
import { ticketReused } from './ticket-reused.ts'
import { tooManyAdministrators } from './too-many-administrators.ts'
import { unusualActivation } from './unusual-activation.ts'
import { wentRound } from './went-round.ts'

export type Rule = (facts: WatchFacts, settings: AlertSettings) => readonly Finding[]

export const ALERT_RULES: { readonly [rule in UsageAlert]: Rule } = {
  assignedOutside,
  activatedTooOften,
  tooManyAdministrators,
  mfaNotRequired,
  eligibleUnused,
  staleAccount,
  licenceMissing,
  wentRound,
  emergencyUsed,
  unusualActivation,
  ticketReused,
  hastyApprover,
  samePair,
  activePastEnd,
  keepsTimingOut,
  approvedInSeconds,
}

/** Everything the rules that are on find in these facts. */
export function findAll(facts: WatchFacts, settings: AlertSettings): readonly Finding[] {
  return Object.entries(ALERT_RULES).flatMap(([rule, find]) =>
    settings.off.includes(rule as UsageAlert) ? [] : find(facts, settings),
  )
}

/**
 * Conditions hold or do not: their alert closes when they no longer do. What happened stays happened: its alert waits
 * for somebody.
 */
const CONDITIONS: readonly UsageAlert[] = [
  'assignedOutside',
  'tooManyAdministrators',
  'mfaNotRequired',
  'eligibleUnused',
  'staleAccount',
  'licenceMissing',
  'hastyApprover',
  'samePair',
  'activePastEnd',
  'keepsTimingOut',
  'approvedInSeconds',
]

export function isCondition(rule: UsageAlert): boolean {
  return CONDITIONS.includes(rule)
}
