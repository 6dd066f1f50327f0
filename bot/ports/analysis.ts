import type { Finding } from '../domain/alerts/finding.ts'
import type { AlertSettings } from '../domain/alerts/settings.ts'
import type { Habits, WatchInput } from '../domain/alerts/watch-input.ts'
import type { Usage } from '../domain/usage/summarise-usage.ts'
import type { Instant } from '../domain/values.ts'
import type { HistoryQuery } from './history.ts'

/**
 * Whatever reads much of the history and counts in it: beside the event loop where a server has one to keep free, so that
 * no acknowledgement waits for it. Every method may throw `StoreUnavailable`.
 */
export interface Analysis {
  /** How roles were used, by the requests submitted in the period. */
  usage(query: HistoryQuery, now: Instant): Promise<Usage>
  /** What all rules that are on find. */
  findings(input: WatchInput, settings: AlertSettings): Promise<readonly Finding[]>
  habits(input: WatchInput, settings: AlertSettings): Promise<Habits>
}
