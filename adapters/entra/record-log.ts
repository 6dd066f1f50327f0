import type { z } from 'zod'
import { type Activatable, DAY, type DirectoryEvent, type DirectorySource } from '../../bot/index.ts'
import { there } from './assignments.ts'
import type { EntraParts } from './entra-parts.ts'
import * as paths from './graph/paths.ts'
import { auditShape, readAs } from './graph/shapes.ts'

/** Entra keeps its log for thirty days. https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
const KEPT = 30 * DAY
/** A call of ours and the row about it, where the row does not say which request it is about. */
const NEAR = 15 * 60_000

/**
 * What a row means, by the name of its activity: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities.
 * Of each course of things only its completion.
 */
const MEANINGS: readonly (readonly [RegExp, DirectoryEvent['change']])[] = [
  [/^Add member to role completed \(PIM activation\)$/, 'activated'],
  [/^Add member to role in PIM completed \(/, 'assigned'],
  [/^Add member to role outside of PIM \(/, 'assigned'],
  [/^Add eligible member to role in PIM completed \(/, 'madeEligible'],
  [/^Remove eligible member from role in PIM completed \(/, 'eligibilityRemoved'],
  [/^Remove member from role completed \(PIM deactivate\)$/, 'assignmentRemoved'],
  [/^Remove member from role in PIM completed \(/, 'assignmentRemoved'],
  [/^Update role setting in PIM$/, 'settingsChanged'],
  [/^(Disable PIM alert|Enable PIM alert|Update PIM alert setting)$/, 'alertsChanged'],
]

type Row = z.output<typeof auditShape>

/** PIM's own log: also what no request tells, such as changed settings and assignments made past PIM. Minutes late. */
export function logSource(parts: EntraParts): DirectorySource {
  return {
    name: 'log',
    keptMs: KEPT,
    since: async (from) => {
      const rows = there(await parts.graph.list(paths.pimLogSince(from)))
      const events = await Promise.all(rows.map((row) => toEvent(parts, readAs(auditShape, row, 'a row of the log'))))
      return events.filter((event) => event !== null)
    },
  }
}

async function toEvent(parts: EntraParts, row: Row): Promise<DirectoryEvent | null> {
  const change = MEANINGS.find(([name]) => name.test(row.activityDisplayName))?.[1]
  const isHere = row.category === 'RoleManagement' || row.category === 'GroupManagement'
  if (change === undefined || row.result !== 'success' || !isHere) return null
  const activatable = activatableOf(row)
  // Groups that Elevate has nothing to do with.
  if (activatable?.kind === 'group' && !parts.config.groups.includes(activatable.groupId)) return null
  const requestId = detailOf(row, 'RequestId')
  const personId = targetOf(row, 'user')
  const isOurs = await madeHere(parts, row, change, requestId, personId, activatable)
  return {
    id: requestId ?? row.id,
    isOfRequest: requestId !== null,
    at: row.activityDateTime,
    ...{ change, activity: row.activityDisplayName, personId, activatable },
    byPersonId: row.initiatedBy?.user?.id ?? null,
    byApplication: row.initiatedBy?.app?.appId ?? null,
    endsAt: null,
    origin: isOurs ? 'elevate' : 'outside',
  }
}

async function madeHere(
  { records, config }: EntraParts,
  { initiatedBy, activityDateTime }: Row,
  change: DirectoryEvent['change'],
  requestId: string | null,
  personId: string | null,
  activatable: Activatable | null,
): Promise<boolean> {
  if (initiatedBy?.app?.appId?.toLowerCase() === config.clientId) return true
  if (requestId !== null) return (await records.keyOf(requestId)) !== null
  // What else was done near a call of ours was done by somebody else: people activate for themselves, and nothing more.
  if (change !== 'activated' || personId === null || !activatable) return false
  const newest = await records.newest(personId, activatable)
  const call = newest === null ? null : await records.read(newest)
  return call !== null && Math.abs(call.sentAt - activityDateTime) <= NEAR
}

/** The log names the role and not its scope: the directory's is taken. */
function activatableOf(row: Row): Activatable | null {
  const group = targetOf(row, 'group')
  if (row.category === 'GroupManagement') {
    const isOwner = row.targetResources.some(({ displayName }) => displayName?.toLowerCase() === 'owner')
    return group === null ? null : { kind: 'group', groupId: group, access: isOwner ? 'owner' : 'member' }
  }
  const role = detailOf(row, 'TemplateId') ?? detailOf(row, 'RoleDefinitionOriginId') ?? targetOf(row, 'role')
  return role === null ? null : { kind: 'role', roleDefinitionId: role, scope: '/' }
}

/** Targets come in no fixed order. */
function targetOf({ targetResources }: Row, type: string): string | null {
  return targetResources.find((target) => target.type === type)?.id ?? null
}

function detailOf({ additionalDetails }: Row, name: string): string | null {
  return additionalDetails.find(({ key }) => key === name)?.value || null
}
