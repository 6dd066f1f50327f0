import { DateTime } from 'luxon'
import { DAY } from '../../bot/domain/duration.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { Change, RequestStore } from '../../bot/ports/request-store.ts'
import { seal } from '../../bot/use-cases/commit.ts'
import type { Life } from '../bench/lives.ts'
import { createRandom } from '../simulation/random.ts'
import { createSeededIds } from '../simulation/seeded-ids.ts'
import type { Quarter } from './types.ts'

const AT_ONCE = 64

/**
 * Puts what happened in a period into a store, as far as it had happened: audit events in their order, requests as they
 * were when over, one standing snapshot a day. Call it again with the next period to live through the quarter.
 */
export async function keepQuarter(
  store: RequestStore,
  quarter: Quarter,
  period: { readonly from: Instant; readonly to: Instant } = quarter,
): Promise<void> {
  const { from, to } = period
  const ids = createSeededIds(createRandom(from))
  const over = new Map(
    quarter.lives.filter((life) => isWithin(endOf(life), period)).map((life) => [lastEventOf(life), life]),
  )
  const changes: Change[] = []
  for (const draft of quarter.events) {
    if (!isWithin(draft.at, { from, to })) continue
    const auditEvents = [seal(draft, ids)]
    const life = over.get(draft)
    changes.push({
      auditEvents,
      effects: [],
      ...(life && { request: { next: life.request, expectedRowVersion: 0, dueAt: null } }),
    })
  }
  for (let start = 0; start < changes.length; start += AT_ONCE) {
    const saved = await Promise.all(changes.slice(start, start + AT_ONCE).map((change) => store.save(change)))
    const refused = saved.find(({ outcome }) => outcome !== 'saved')
    if (refused) throw new Error(`A change of the quarter was not saved: ${JSON.stringify(refused)}`)
  }
  await keepStanding(store, quarter, period)
}

async function keepStanding(
  store: RequestStore,
  quarter: Quarter,
  { from, to }: { from: Instant; to: Instant },
): Promise<void> {
  const zone = quarter.organisation.timeZone
  for (let takenAt = from; takenAt < to; takenAt += DAY) {
    const day = DateTime.fromMillis(takenAt, { zone }).toISODate()
    const assignments = quarter.directoryAt(takenAt).active.filter(({ via }) => via === 'assigned')
    if (day !== null) await store.history.saveStanding({ day, takenAt, assignments })
  }
}

function isWithin(at: Instant, { from, to }: { readonly from: Instant; readonly to: Instant }): boolean {
  return at >= from && at < to
}

function lastEventOf(life: Life) {
  const last = life.audit.at(-1)
  if (!last) throw new Error(`${life.request.id} left no event`)
  return last
}

function endOf(life: Life): Instant {
  return lastEventOf(life).at
}
