import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from './settings.ts'

/** Work by the clock on the wall, in the organisation's zone. */
export const SCHEDULES = ['import', 'alerts', 'digest', 'quiet', 'assignments', 'snapshot', 'review'] as const
export type ScheduleName = (typeof SCHEDULES)[number]

export interface WatchSettings {
  /** Cron expressions of five fields; null: never. */
  readonly schedules: { readonly [name in ScheduleName]: string | null }
  readonly alerts: AlertSettings
}

export const DEFAULT_WATCH_SETTINGS: WatchSettings = {
  schedules: {
    import: '*/10 * * * *',
    alerts: '*/15 * * * *',
    digest: '0 9 * * 1',
    quiet: '0 17 * * *',
    assignments: '0 9 * * *',
    snapshot: '5 0 * * *',
    review: '0 9 1 * *',
  },
  alerts: DEFAULT_ALERT_SETTINGS,
}
