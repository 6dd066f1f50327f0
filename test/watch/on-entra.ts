import type { WatchSettings } from '../../bot/domain/alerts/watch-settings.ts'
import { MINUTE } from '../../bot/domain/duration.ts'
import type { UsageAlert, UsageAlertCardView } from '../../bot/domain/views/watch-view.ts'
import { createSchedules } from '../../bot/workers/schedules/schedules.ts'
import { type EntraStory, type EntraStoryOptions, tellEntraStory } from '../entra/story.ts'
import { CALM } from './support.ts'

/** Nothing by the clock but scans. */
export const SCANS: WatchSettings = {
  schedules: { ...CALM.schedules, digest: null, quiet: null, assignments: null, snapshot: null, review: null },
  alerts: { ...CALM.alerts, off: [] },
}

export interface WatchedTenant extends EntraStory {
  /** An hour passes, after which the tenant is asked anew, and the engine looks at everything. */
  scans(): Promise<void>
  alerts(rule: UsageAlert): readonly UsageAlertCardView[]
  /** So much time passes at once; what fell due in it is done. */
  leaps(ms: number): Promise<void>
}

export interface WatchedTenantOptions extends EntraStoryOptions {
  /** How the tenant was before anybody watched. */
  readonly prepare?: (story: EntraStory) => void
}

/**
 * A tenant that is watched by the wired engine: everybody has a licence and was there today. The first scan, which
 * learns what was there before, is done.
 */
export async function watchTenant({ prepare, ...options }: WatchedTenantOptions = {}): Promise<WatchedTenant> {
  const story = await tellEntraStory({ watch: SCANS, ...options })
  const schedules = createSchedules(story.engine.context, options.watch ?? SCANS, null)
  const leaps = async (ms: number) => {
    story.clock.step(ms)
    // The clock is right: without that, nothing new is activated.
    story.engine.context.time.confirm()
    story.engine.wake()
    await story.settles()
  }
  const scans = async () => {
    await leaps(61 * MINUTE)
    await schedules.tick()
    await story.settles()
  }
  for (const id of story.tenant.state.users.keys()) {
    story.tenant.licensed(id)
    if (id !== 'breakglass-1') story.tenant.signedIn(id, story.engine.now())
  }
  prepare?.(story)
  await scans()
  return {
    ...story,
    ...{ scans, leaps },
    alerts: (rule) =>
      story.platform
        .seenBy('channel:alerts')
        .filter((view): view is UsageAlertCardView => view.card === 'usageAlert' && view.alert === rule),
    finish: async () => {
      schedules.close()
      await story.finish()
    },
  }
}
