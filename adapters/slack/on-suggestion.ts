import { roleOptions } from './blocks/options.ts'
import type { Payload } from './body.ts'
import { identityOf } from './deliveries.ts'
import { suggestionPayload } from './payloads.ts'
import { lookOf, type Surroundings } from './surroundings.ts'

/** The menus of our modals whose options come from us. */
export const SUGGESTING = ['activatable'] as const

/** What somebody may choose from, by what they typed so far. Strangers, and menus that are not ours, get nothing. */
export async function optionsFor(body: Payload, around: Surroundings): Promise<ReturnType<typeof roleOptions>> {
  const home = around.home()
  const parsed = suggestionPayload.safeParse(body)
  if (!home || !parsed.success) return []
  const { user, team, action_id, value } = parsed.data
  const identity = identityOf(home.teamId, user.id, team?.id, user.team_id)
  if (!identity || !SUGGESTING.some((id) => id === action_id)) return []
  const [choices, { language }] = await Promise.all([around.choices(identity), lookOf(around, identity)])
  return roleOptions(choices, language, value)
}
