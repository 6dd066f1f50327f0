import { type Activatable, activatableKey } from '../../domain/activatable.ts'
import { assignedFinding } from '../../domain/alerts/assigned-outside.ts'
import { type Finding, withWhoDidIt } from '../../domain/alerts/finding.ts'
import { auditEvent, DIRECTORY } from '../../domain/audit-event.ts'
import type { DirectoryEvent } from '../../domain/directory-record.ts'
import { MINUTE } from '../../domain/duration.ts'
import { subjectOf } from '../../domain/history/request-record.ts'
import type { JsonObject, PersonId } from '../../domain/values.ts'
import { alertSettings, type Context } from '../context.ts'
import { raiseAlerts } from './raise-alerts.ts'
import { tellOutside } from './tell-outside.ts'
import { outsideFact } from './watch-input.ts'

const RECORDED = 'recorded:'
/** A row of the log and the start that it is about are not of the same second, and the log does not tell the scope. */
const SAME_START = 5 * MINUTE

/** One thing that was done outside Elevate, by the directory's own record: recorded and told once, however often read. */
export async function takeRecorded(ctx: Context, event: DirectoryEvent): Promise<void> {
  const { change, personId, activatable } = event
  const by: JsonObject = { activity: event.activity.slice(0, 200), by: event.byPersonId ?? event.byApplication }
  if (change === 'activated') {
    if (personId === null || !activatable || (await isKnown(ctx, event, personId, activatable))) return
    const outside = { id: event.id, personId, activatable, startedAt: event.at, endsAt: event.endsAt }
    return tellOutside(ctx, outside, { doneBy: event.byPersonId, more: by })
  }
  await record(ctx, event, by)
}

/** Seen while it was active, perhaps under another id or in a scope. */
async function isKnown(
  ctx: Context,
  { at }: DirectoryEvent,
  personId: PersonId,
  activatable: Activatable,
): Promise<boolean> {
  const period = { from: at - SAME_START, to: ctx.time.now() + 1 }
  for await (const page of ctx.store.history.events({ types: ['assignmentFoundOutside'], ...period })) {
    const same = page.some(({ event }) => {
      const known = outsideFact(event)
      const isAbout = known?.personId === personId && subjectOf(known.activatable) === subjectOf(activatable)
      return isAbout && Math.abs((known.startedAt ?? 0) - at) <= SAME_START
    })
    if (same) return true
  }
  return false
}

async function record(ctx: Context, event: DirectoryEvent, by: JsonObject): Promise<void> {
  const { id, at, change, personId, activatable, endsAt } = event
  const key = `${RECORDED}${change}:${id}`
  if (await ctx.store.fact(key)) return
  const now = ctx.time.now()
  const what = activatable && activatableKey(activatable)
  const data = { id, change, person: personId, activatable: what, happenedAt: at, endsAt, ...by }
  await raiseAlerts(ctx, findingsOf(ctx, event), {
    ran: [],
    facts: [{ key, value: now, expectedVersion: 0 }],
    audit: [auditEvent(now, 'changeFoundOutside', DIRECTORY, null, data)],
  })
}

/** What an administrator assigned directly is told also where it was gone before anybody looked. */
function findingsOf(ctx: Context, event: DirectoryEvent): readonly Finding[] {
  const { id, change, personId, activatable, at, endsAt, isOfRequest, byPersonId } = event
  const isOff = alertSettings(ctx).off.includes('assignedOutside')
  if (change !== 'assigned' || !isOfRequest || isOff || personId === null || !activatable) return []
  if (ctx.organisation.emergencyAccounts.includes(personId)) return []
  return [withWhoDidIt(assignedFinding({ id, personId, activatable, at, endsAt }), byPersonId)]
}
