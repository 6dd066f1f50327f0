import { activatableKey } from '../../domain/activatable.ts'
import { emergencyFinding } from '../../domain/alerts/emergency-used.ts'
import { withWhoDidIt } from '../../domain/alerts/finding.ts'
import { type Outside, wentRoundFinding } from '../../domain/alerts/went-round.ts'
import { auditEvent, DIRECTORY } from '../../domain/audit-event.ts'
import type { JsonObject, PersonId } from '../../domain/values.ts'
import { alertSettings, type Context } from '../context.ts'
import { raiseAlerts } from './raise-alerts.ts'

const OUTSIDE = 'outside:'

/**
 * An activation that went round Elevate: recorded once and told at once, as the usage alert that later scans find
 * again. It is left alone, since another authority made it. `doneBy`, `more`: who did it, and what else the directory says.
 */
export async function tellOutside(
  ctx: Context,
  outside: Outside,
  { doneBy, more }: { readonly doneBy: PersonId | null; readonly more: JsonObject } = { doneBy: null, more: {} },
): Promise<void> {
  const key = OUTSIDE + outside.id
  if (await ctx.store.fact(key)) return
  const now = ctx.time.now()
  const { id, personId, activatable, startedAt, endsAt } = outside
  const data = {
    person: personId,
    activatable: activatableKey(activatable),
    assignment: id,
    startedAt,
    endsAt,
    ...more,
  }
  const finding = ctx.organisation.emergencyAccounts.includes(personId)
    ? emergencyFinding([{ personId, at: startedAt, what: 'activation' }])
    : withWhoDidIt(wentRoundFinding(outside), doneBy)
  const findings = alertSettings(ctx).off.includes(finding.rule) ? [] : [finding]
  await raiseAlerts(ctx, findings, {
    ran: [],
    facts: [{ key, value: now, expectedVersion: 0 }],
    audit: [auditEvent(now, 'assignmentFoundOutside', DIRECTORY, null, data)],
  })
}
