import type { ActivationRequest } from '../../domain/activation-request.ts'
import { isUndecided } from '../../domain/activation-request.ts'
import { type Enforcement, enforcementOf } from '../../domain/approval-enforcement.ts'
import { tierOf } from '../../domain/catalogue/catalogue.ts'
import { settingsFor } from '../../domain/role-settings.ts'
import { DirectoryUnavailable } from '../../ports/directory.ts'
import type { Context } from '../context.ts'

/** Who enforces the approval that is asked for; null where the directory does not say: it is never guessed. */
export async function enforcementNow(ctx: Context, request: ActivationRequest): Promise<Enforcement | null> {
  const { activatable } = request.terms
  const ours = settingsFor(activatable, tierOf(activatable, ctx.organisation.tiers), ctx.organisation.roleSettings)
  if (!isUndecided(request) || !ours || !ctx.directory.roleSettings) return null
  try {
    return enforcementOf(ours, await ctx.directory.roleSettings(activatable))
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return null
    throw error
  }
}
