import type { GraphTrace } from '../../../adapters/entra/index.ts'
import type { Instant, JsonObject } from '../../domain/values.ts'

export type Verdict = 'passed' | 'failed' | 'interrupted'

/** One step of a drill, and what was read back. */
export interface StepRecord {
  readonly step: string
  readonly at: Instant
  readonly ms: number
  readonly outcome: 'ok' | 'failed'
  readonly read: JsonObject
}

export interface Evidence {
  readonly verdict: Verdict
  /** Why it did not pass; null where it did. */
  readonly reason: string | null
  /** What is left in the tenant of this drill. */
  readonly left: 'nothing' | 'unknown'
  /** When the tenant ends by itself what was asked for last; null where nothing was. */
  readonly latestEnd: Instant | null
  readonly tenantId: string
  readonly clientId: string
  readonly mode: 'delegated' | 'application'
  readonly graphUrl: string
  readonly role: { readonly name: string; readonly roleDefinitionId: string; readonly tier: string }
  readonly scope: string
  readonly person: { readonly id: string; readonly displayName: string }
  readonly key: string
  /** Graph's id of the schedule request that started it. */
  readonly scheduleRequestId: string | null
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly steps: readonly StepRecord[]
  readonly calls: readonly (GraphTrace & { readonly at: Instant })[]
}

/** For machines: instants as ISO 8601. */
export function evidenceJson(evidence: Evidence): string {
  const isInstant = (name: string, value: unknown) => /At$|^at$|^latestEnd$/.test(name) && typeof value === 'number'
  const written = { format: 'elevate-drill-1', ...evidence }
  return `${JSON.stringify(written, (name, value) => (isInstant(name, value) ? iso(value) : value), 2)}\n`
}

/** For people: what was done, in order, and what the tenant said. */
export function evidenceText(evidence: Evidence): string {
  const { role, scope, person, mode, steps, calls } = evidence
  const lines = [
    ...verdictLines(evidence),
    '',
    `Tenant      ${evidence.tenantId} (${evidence.graphUrl})`,
    `App         ${evidence.clientId}, activation: ${mode}`,
    `Role        ${role.name} (${role.roleDefinitionId}, tier ${role.tier}), scope ${scope}`,
    `Person      ${person.displayName} (${person.id})`,
    `Request     ${evidence.scheduleRequestId ?? 'none was made'} (${evidence.key})`,
    `From, to    ${iso(evidence.startedAt)}, ${iso(evidence.endedAt)}`,
    '',
    ...steps.map(stepLine),
    '',
    'Calls to Microsoft Graph:',
    ...calls.map(callLine),
  ]
  return `${lines.join('\n')}\n`
}

export function verdictLines({ verdict, reason, left, latestEnd }: Evidence): readonly string[] {
  const unknown = `It is not known whether something of it is still active: look at the tenant's portal. The tenant ends it ${latestEnd === null ? 'by itself' : `by itself at ${iso(latestEnd)}`}.`
  return [
    reason === null || reason === verdict ? `Drill ${verdict}.` : `Drill ${verdict}: ${reason}.`,
    left === 'nothing' ? 'Nothing of it is active.' : unknown,
  ]
}

/** One line of a step, also for the terminal. */
export function stepLine({ step, at, ms, outcome, read }: StepRecord): string {
  const details = Object.entries(read).map(([name, value]) => `${name} ${shown(name, value)}`)
  return `${iso(at)}  ${outcome.padEnd(6)}  ${step} (${seconds(ms)})${details.length ? `: ${details.join(', ')}` : ''}`
}

function callLine({ at, method, path, status, requestId, ms }: Evidence['calls'][number]): string {
  return `${iso(at)}  ${status ?? 'no answer'}  ${method} ${path}  request ${requestId ?? 'unknown'}  (${seconds(ms)})`
}

function shown(name: string, value: unknown): string {
  if (value === null) return 'none'
  return /At$/.test(name) && typeof value === 'number' ? iso(value) : String(value)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}
