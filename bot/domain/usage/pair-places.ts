import { createPairTable } from './pair-table.ts'
import type { UsagePage } from './usage-page.ts'

/**
 * A place for each pair of a role and a person, the same in every question about pages of one source: a page that comes
 * again, as those do that a store keeps, is not looked through again. That is most of the work of a question.
 */
export interface PairPlaces {
  /** Of so many different pairs so far. */
  readonly size: number
  /** The place of each row's pair. */
  of(page: UsagePage): Uint32Array
  /** Which of `roles` a place is of. */
  roleAt(place: number): number
  personAt(place: number): number
  /** Numbers of roles and groups, in the order in which they came. */
  readonly roles: readonly number[]
}

export function createPairPlaces(): PairPlaces {
  const pairs = createPairTable()
  const roles: number[] = []
  const indexOf = new Map<number, number>()
  const known = new WeakMap<UsagePage, Uint32Array>()

  function indexOfRole(number: number): number {
    const index = indexOf.get(number) ?? roles.push(number) - 1
    indexOf.set(number, index)
    return index
  }

  function placesOf({ count, activatable, requester }: UsagePage): Uint32Array {
    const places = new Uint32Array(count)
    for (let index = 0; index < count; index += 1)
      places[index] = pairs.placeOf(activatable[index] ?? 0, requester[index] ?? 0)
    return places
  }

  return {
    get size() {
      return pairs.size
    },
    of(page) {
      const places = known.get(page) ?? placesOf(page)
      known.set(page, places)
      return places
    },
    roleAt: (place) => indexOfRole(pairs.firstAt(place)),
    personAt: (place) => pairs.secondAt(place),
    roles,
  }
}
