import { type AuditEventDraft, auditEvent, ELEVATE } from '../audit-event.ts'
import type { EffectDraft } from '../effect.ts'
import { ALERTS_CHANNEL } from '../request-effects.ts'
import type { Instant } from '../values.ts'
import type { UsageAlert } from '../views/watch-view.ts'
import type { Finding } from './finding.ts'
import { type AlertRecord, foundAgain, notFound, raised } from './record.ts'
import { readRecord, writeRecord } from './stored-record.ts'

/** What a scan changes: records to be kept, events, messages. */
export interface AlertPlan {
  readonly changed: readonly AlertRecord[]
  readonly audit: readonly AuditEventDraft[]
  readonly effects: readonly EffectDraft[]
}

/**
 * Holds what was found against the alerts there are. The same finding twice is one alert; what is no longer found of the
 * rules that ran is resolved. `idOf` gives the id of an alert by its rule and key.
 */
export function planAlerts(
  known: ReadonlyMap<string, AlertRecord>,
  findings: readonly Finding[],
  ran: readonly UsageAlert[],
  now: Instant,
  idOf: (finding: Finding) => string,
): AlertPlan {
  const found = new Map(findings.map((finding) => [idOf(finding), kept(finding)]))
  const plans = [...found].map(([id, finding]) => planFound(known.get(id) ?? null, id, finding, now))
  const gone = [...known.values()].filter(({ id, finding }) => !found.has(id) && ran.includes(finding.rule))
  const all = [...plans, ...gone.map((record) => planGone(record, now))]
  return {
    changed: all.flatMap(({ changed }) => changed),
    audit: all.flatMap(({ audit }) => audit),
    effects: all.flatMap(({ effects }) => effects),
  }
}

const NOTHING: AlertPlan = { changed: [], audit: [], effects: [] }

/** As it will be read back, so that comparing it with what was stored tells whether it changed. */
function kept(finding: Finding): Finding {
  return readRecord(writeRecord(raised('new', finding, 0)))?.finding ?? finding
}

function planFound(record: AlertRecord | null, id: string, finding: Finding, now: Instant): AlertPlan {
  if (!record) {
    const next = raised(id, finding, now)
    return { changed: [next], audit: [raisedEvent(next, now)], effects: [alertMessage(next)] }
  }
  const { next, tell } = foundAgain(record, finding, now)
  if (next === record) return NOTHING
  if (tell === null) return { ...NOTHING, changed: [next] }
  if (tell === 'update') return { changed: [next], audit: [], effects: [alertMessage(next)] }
  // The message of before says that there is a newer one.
  const effects = [alertMessage(next), alertMessage({ ...next, occurrence: record.occurrence })]
  return { changed: [next], audit: [raisedEvent(next, now)], effects }
}

function planGone(record: AlertRecord, now: Instant): AlertPlan {
  const next = notFound(record)
  if (!next) return NOTHING
  const { id, finding } = next
  const data = { alert: id, rule: finding.rule }
  return {
    changed: [next],
    audit: [auditEvent(now, 'alertResolved', ELEVATE, null, data)],
    effects: [alertMessage(next)],
  }
}

export function alertMessage({ id, occurrence }: Pick<AlertRecord, 'id' | 'occurrence'>): EffectDraft {
  return { kind: 'usageAlert', alertId: id, occurrence, to: ALERTS_CHANNEL }
}

function raisedEvent({ id, finding, occurrence }: AlertRecord, now: Instant): AuditEventDraft {
  const { rule, about, params, ticket } = finding
  const data = { alert: id, rule, occurrence, about: about.slice(0, 100), ticket, params }
  return auditEvent(now, 'alertRaised', ELEVATE, null, data)
}
