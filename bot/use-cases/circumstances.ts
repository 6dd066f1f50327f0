import type { AuditEventDraft } from '../domain/audit-event.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { JsonObject } from '../domain/values.ts'
import type { Situation } from './authority.ts'
import type { Context } from './context.ts'

/** An event has 64 KiB; the rest of very many approvers is counted. */
const APPROVERS_LISTED = 200

/**
 * What an auditor asks about later and the directory will have forgotten: who could have approved at the moment of
 * asking, and which role settings were in force, by their SHA-256.
 */
export function withCircumstances(
  ctx: Pick<Context, 'ids'>,
  { settings, approvers }: Pick<Situation, 'settings' | 'approvers'>,
  audit: readonly AuditEventDraft[],
): readonly AuditEventDraft[] {
  const known: JsonObject = {
    settings: settings && ctx.ids.commitment('', canonicalJson(settings)),
    ...(settings?.approval && {
      couldApprove: approvers.slice(0, APPROVERS_LISTED),
      couldApproveCount: approvers.length,
    }),
  }
  return audit.map((event) =>
    event.type === 'requestSubmitted' ? { ...event, data: { ...event.data, ...known } } : event,
  )
}
