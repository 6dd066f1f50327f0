import { activatableFromKey } from '../../domain/activatable.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { DIRECTORY_CHANGES, type DirectoryChange } from '../../domain/directory-record.ts'
import type { GapRow, OutsideRow } from '../../domain/report/report-row.ts'
import type { Period } from '../../domain/usage/timeline.ts'
import type { Instant } from '../../domain/values.ts'
import type { ReportContext } from './report-context.ts'
import type { ReportNames } from './report-names.ts'

/** In the order of preference: the directory's own record says who did it, what was only seen does not. */
const TYPES = ['changeFoundOutside', 'assignmentFoundOutside', 'assignmentMadeOutside'] as const

/** What was done outside Elevate, as it was noticed or as the directory recorded it: the same thing once. */
export async function* outsideRows(ctx: ReportContext, names: ReportNames, period: Period): AsyncGenerator<OutsideRow> {
  const seen = new Set<string>()
  for await (const page of ctx.store.history.events({ types: TYPES, ...period })) {
    for (const { event } of page) {
      const row = await outsideRow(names, event)
      const key = row && `${row.change}:${row.id}`
      if (!row || !key || seen.has(key)) continue
      seen.add(key)
      yield row
    }
  }
}

async function outsideRow(names: ReportNames, { type, seq, at, data }: AuditEvent): Promise<OutsideRow | null> {
  const { person, activatable, assignment, id, activity, by, happenedAt, startedAt } = data
  const what = typeof activatable === 'string' ? activatableFromKey(activatable) : null
  const isRecorded = type === 'changeFoundOutside'
  const change = changeOf(type, data['change'])
  // What was seen is about somebody and a role; a record may be about neither.
  if (change === undefined || (!isRecorded && (typeof person !== 'string' || !what))) return null
  const known = isRecorded ? id : assignment
  const when = isRecorded ? happenedAt : startedAt
  return {
    kind: 'outside',
    origin: 'outside',
    id: typeof known === 'string' ? known : `event ${seq}`,
    change,
    person: typeof person === 'string' ? await names.person(person) : null,
    ...(what ? await names.role(what) : { role: null, roleId: null, scope: null }),
    by: typeof by === 'string' ? (await names.person(by)).name : null,
    activity: typeof activity === 'string' ? activity : null,
    seenAt: at,
    // 0: the directory did not tell.
    happenedAt: typeof when === 'number' && when > 0 ? when : null,
  }
}

function changeOf(type: AuditEvent['type'], change: unknown): DirectoryChange | undefined {
  if (type === 'changeFoundOutside') return DIRECTORY_CHANGES.find((each) => each === change)
  return type === 'assignmentMadeOutside' ? 'assigned' : 'activated'
}

/**
 * Of which the directory's own record could no longer be had, or has not been read yet. A record that could not be read
 * for a while and then was, from where it had been left, lacks nothing.
 */
export async function* importGaps(ctx: ReportContext, period: Period): AsyncGenerator<GapRow> {
  const now = ctx.time.now()
  const to = Math.min(period.to, now)
  const failed = new Map<string, { readonly at: Instant; readonly since: Instant }>()
  const resumed = new Map<string, Instant>()
  const lost: Period[] = []
  const types = ['importFailed', 'importResumed', 'importGap'] as const
  for await (const page of ctx.store.history.events({ types, from: 0, to: now + 1 })) {
    for (const { event } of page) {
      const { source, since, from, to: until } = event.data
      if (typeof source !== 'string') continue
      if (event.type === 'importFailed' && typeof since === 'number') failed.set(source, { at: event.at, since })
      if (event.type === 'importResumed') resumed.set(source, event.at)
      if (typeof from === 'number' && typeof until === 'number') lost.push({ from, to: until })
    }
  }
  const open = [...failed].filter(([source, { at }]) => (resumed.get(source) ?? 0) < at).map(([, { since }]) => since)
  if (open.length > 0) lost.push({ from: Math.min(...open), to })
  for (const gap of lost) {
    const row = { from: Math.max(gap.from, period.from), to: Math.min(gap.to, to) }
    if (row.from < row.to) yield { kind: 'gap', why: 'notImported', ...row }
  }
}
