import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from '../domain/alerts/settings.ts'
import type { WatchSettings } from '../domain/alerts/watch-settings.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Instant } from '../domain/values.ts'
import type { Analysis } from '../ports/analysis.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { Directory } from '../ports/directory.ts'
import type { Ids } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { RequestStore } from '../ports/request-store.ts'
import type { StepUp } from '../ports/step-up.ts'
import { createAnalysis } from './analyse.ts'
import type { FeedPace } from './feed-pace.ts'

/** Engine time: never earlier than before, whatever the wall clock does. */
export interface EngineTime {
  now(): Instant
  /** True after an unexplained jump forward, until a person confirmed that the clock is right. */
  isUnconfirmed(): boolean
  confirm(): void
}

/** What every use case works with. */
export interface Context {
  readonly store: RequestStore
  readonly directory: Directory
  readonly stepUp: StepUp
  readonly platforms: ReadonlyMap<string, ChatPlatform>
  readonly organisation: Organisation
  readonly time: EngineTime
  readonly ids: Ids
  readonly feed: FeedPace
  readonly log: Log
  /** Schedules and thresholds of the alerts; without it nothing is done by the clock, and thresholds are the usual ones. */
  readonly watch?: WatchSettings
  /** Counts beside the event loop; without it that is done where it is asked for. */
  readonly analysis?: Analysis
  /** What addresses of pictures start with; without it there are none. */
  readonly pictureBase?: string
  /** Runs work of one key one after the other, in the order it was asked for. */
  readonly serially: <T>(key: string, work: () => Promise<T>) => Promise<T>
  /** Between many things of one kind: whatever else is due has its turn. */
  readonly breathe: () => Promise<void>
  /** Something was committed that the workers may want to pick up now. */
  readonly wake: () => void
}

/** The organisation's thresholds and severities. */
export function alertSettings({ watch }: Pick<Context, 'watch'>): AlertSettings {
  return watch?.alerts ?? DEFAULT_ALERT_SETTINGS
}

export function analysisOf({ analysis, store }: Pick<Context, 'analysis' | 'store'>): Analysis {
  return analysis ?? createAnalysis(store.history)
}
