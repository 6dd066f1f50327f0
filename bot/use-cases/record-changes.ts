import { type AuditEventType, auditEvent, ELEVATE } from '../domain/audit-event.ts'
import type { Json, JsonObject } from '../domain/values.ts'
import { commit } from './commit.ts'
import type { Context } from './context.ts'

/** What the directory's file says otherwise than at the last start, one event each. `what` holds ids, never names. */
export async function recordDirectoryChanges(
  ctx: Context,
  changes: readonly { readonly kind: string; readonly what: JsonObject }[],
): Promise<void> {
  if (changes.length === 0) return
  const now = ctx.time.now()
  const audit = changes.map(({ kind, what }) => auditEvent(now, 'directoryChanged', ELEVATE, null, { kind, what }))
  await commit(ctx, null, { audit, effects: [], reply: null })
}

const SETTINGS = 'settings:applied'

/** The role settings, access and channels in force from now on, recorded when they differ from the last ones. */
export async function recordSettings(ctx: Context): Promise<void> {
  const { roleSettings, access, emergencyAccounts, channels, tiers } = ctx.organisation
  const applied = JSON.parse(JSON.stringify({ roleSettings, access, emergencyAccounts, channels, tiers })) as Json
  const before = await ctx.store.fact(SETTINGS)
  if (before && JSON.stringify(before.value) === JSON.stringify(applied)) return
  const type: AuditEventType = 'settingsApplied'
  await commit(ctx, null, {
    facts: [{ key: SETTINGS, value: applied, expectedVersion: null }],
    audit: [auditEvent(ctx.time.now(), type, ELEVATE, null, { settings: applied })],
    effects: [],
    reply: null,
  })
}
