import { DEFAULT_WATCH_SETTINGS } from '../../bot/domain/alerts/watch-settings.ts'
import { durationFromMs } from '../../bot/domain/duration.ts'
import type { Story } from '../engine/story.ts'

/** Without the alert that the organisation of these stories, of which half may do everything, would raise at once. */
export const CALM = {
  ...DEFAULT_WATCH_SETTINGS,
  alerts: { ...DEFAULT_WATCH_SETTINGS.alerts, off: ['tooManyAdministrators' as const] },
}

/** Somebody uses the directory's own portal, and not Elevate, for their first eligible assignment. */
export async function activateElsewhere(story: Story, personId: string, lengthMs: number): Promise<void> {
  const [assignment] = await story.directory.eligibleAssignments(personId)
  if (!assignment) throw new Error(`${personId} is eligible for nothing`)
  const { activatable } = assignment
  const order = { personId, activatable, latestEnd: null, justification: 'portal', ticket: null }
  await story.directory.activate({ ...order, key: 'elsewhere', duration: durationFromMs(lengthMs) })
}
