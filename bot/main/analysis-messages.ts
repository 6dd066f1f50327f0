import type { AlertSettings } from '../domain/alerts/settings.ts'
import type { WatchInput } from '../domain/alerts/watch-input.ts'
import type { Instant } from '../domain/values.ts'
import type { HistoryQuery } from '../ports/history.ts'

/** What a thread is asked to do. */
export type Work =
  | { readonly kind: 'usage'; readonly query: HistoryQuery; readonly now: Instant }
  | { readonly kind: 'findings' | 'habits'; readonly input: WatchInput; readonly settings: AlertSettings }

export interface Order {
  readonly id: number
  readonly work: Work
}

/** What comes back. */
export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string }
