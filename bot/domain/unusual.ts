import { DateTime } from 'luxon'
import type { ActivationRequest } from './activation-request.ts'
import { DAY, durationToMs } from './duration.ts'
import type { Instant } from './values.ts'
import type { Unusual } from './views/card-view.ts'

const WORKDAY = { from: 7, to: 19 }
const SEVERAL = 3

/**
 * What an approver should notice about a request, against the requester's own earlier activations of the same role
 * (`past`, newest first) and everything else of theirs that is open now.
 */
export function unusualAbout(
  request: ActivationRequest,
  past: readonly ActivationRequest[],
  othersActive: number,
  zone: string,
): readonly Unusual[] {
  const activated = past.filter((each) => each.activation !== null)
  const found: Unusual[] = []
  if (activated.length === 0) found.push('firstActivation')
  if (isOutsideWorkingHours(request.submittedAt, zone)) found.push('outsideWorkingHours')
  const today = activated.filter((each) => request.submittedAt - each.submittedAt < DAY)
  if (today.length >= SEVERAL) found.push('severalToday')
  const longest = Math.max(0, ...activated.map((each) => durationToMs(each.terms.duration)))
  if (activated.length > 0 && durationToMs(request.terms.duration) > longest) found.push('longestSoFar')
  if (othersActive > 0) found.push('othersActive')
  return found
}

function isOutsideWorkingHours(at: Instant, zone: string): boolean {
  const local = DateTime.fromMillis(at, { zone })
  return local.weekday > 5 || local.hour < WORKDAY.from || local.hour >= WORKDAY.to
}
