import { durationFromMs, type IsoDuration, MINUTE } from '../duration.ts'
import type { Instant } from '../values.ts'
import type { ActivatableView } from '../views/card-view.ts'

/**
 * The line that names this activatable unmistakably and keeps everything else that was said. It says scope and access
 * even where they are the ordinary ones: a line that left them out could be asked about again.
 */
export function activateLine(
  view: Pick<ActivatableView, 'displayName' | 'access' | 'scope'>,
  said: {
    readonly duration: IsoDuration | null
    readonly latestEnd: Instant | null
    readonly ticket: string | null
    readonly justification: string | null
  },
  now: Instant,
): string {
  const { duration, latestEnd, ticket, justification } = said
  const parts = [
    '/elevate',
    view.displayName.en,
    view.access,
    view.access === null ? `in ${view.scope?.displayName ?? 'the whole directory'}` : null,
    latestEnd === null ? duration : untilThen(latestEnd, now),
    ticket,
    justification === null ? null : `because ${justification}`,
  ]
  return parts.filter((part) => part !== null).join(' ')
}

/** A latest end as the whole minutes left until it, at least one. */
function untilThen(latestEnd: Instant, now: Instant): IsoDuration {
  return durationFromMs(Math.max(MINUTE, Math.floor((latestEnd - now) / MINUTE) * MINUTE))
}
