import type { Finding } from '../../domain/alerts/finding.ts'
import { planAlerts } from '../../domain/alerts/plan-alerts.ts'
import type { AuditEventDraft } from '../../domain/audit-event.ts'
import type { UsageAlert } from '../../domain/views/watch-view.ts'
import type { FactWrite } from '../../ports/request-store.ts'
import { commit } from '../commit.ts'
import type { Context } from '../context.ts'
import { alertIdOf, alertWrite, storedAlerts } from './alert-records.ts'

/** Somebody handling an alert meanwhile is a conflict: planned anew on what they made of it. */
const ATTEMPTS = 5

interface Beside {
  /** Rules that looked at everything: what they no longer find is resolved. */
  readonly ran: readonly UsageAlert[]
  readonly facts?: readonly FactWrite[]
  readonly audit?: readonly AuditEventDraft[]
}

/**
 * Raises, updates and resolves alerts, with facts and events in the same transaction. False when the facts themselves
 * were taken: another run was first, and nothing was changed.
 */
export async function raiseAlerts(
  ctx: Context,
  findings: readonly Finding[],
  { ran, facts = [], audit: beside = [] }: Beside,
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const stored = await storedAlerts(ctx)
    const known = new Map([...stored].map(([id, { record }]) => [id, record]))
    const plan = planAlerts(known, findings, ran, ctx.time.now(), (finding) => alertIdOf(ctx, finding))
    const writes = plan.changed.map((record) => alertWrite(record, stored.get(record.id)?.version ?? 0))
    if (!writes.length && !facts.length && !beside.length) return true
    const { audit, effects } = plan
    const change = { facts: [...writes, ...facts], audit: [...beside, ...audit], effects, reply: null }
    const saved = await commit(ctx, null, change)
    if (saved.outcome === 'saved') return true
  }
  return false
}
