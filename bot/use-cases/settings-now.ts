import type { Activatable } from '../domain/activatable.ts'
import { tierOf } from '../domain/catalogue/catalogue.ts'
import { stricterOf } from '../domain/directory-settings.ts'
import { type RoleSettings, settingsFor } from '../domain/role-settings.ts'
import type { Context } from './context.ts'

/**
 * What activation asks for at this moment: the organisation's settings, made stricter by the directory's own. Null where
 * the organisation has none. Throws `DirectoryUnavailable`.
 */
export async function settingsNow(ctx: Context, activatable: Activatable): Promise<RoleSettings | null> {
  const tier = tierOf(activatable, ctx.organisation.tiers)
  const ours = settingsFor(activatable, tier, ctx.organisation.roleSettings)
  if (!ours) return null
  const theirs = (await ctx.directory.roleSettings?.(activatable)) ?? null
  return theirs ? stricterOf(ours, theirs) : ours
}
