import { createPairTable } from './pair-table.ts'
import type { UsagePage } from './usage-page.ts'

/**
 * A place for each pair of a role and a person, the same in every question about pages of one source: a page that comes
 * again, as those do that a store keeps, is not looked through again.
 */
export interface PairPlaces {
  /** Of so many different pairs so far. */
  readonly size: number
  /** The place of each row's pair. */
  of(page: UsagePage): Uint32Array
  /** Which of `roles` each place is of; as far as there are places. */
  readonly roleOf: Uint32Array
  /** Which of `people` each place is of. */
  readonly personOf: Uint32Array
  /** Numbers of roles and groups, in the order in which they came. */
  readonly roles: readonly number[]
  /** Numbers of people, in the order in which they came. */
  readonly people: readonly number[]
}

export function createPairPlaces(): PairPlaces {
  const pairs = createPairTable()
  const roles = createOrder()
  const people = createOrder()
  const known = new WeakMap<UsagePage, Uint32Array>()

  function placesOf({ count, activatable, requester }: UsagePage): Uint32Array {
    const places = new Uint32Array(count)
    for (let index = 0; index < count; index += 1)
      places[index] = pairs.placeOf(activatable[index] ?? 0, requester[index] ?? 0)
    roles.follow(pairs.size, pairs.firstAt)
    people.follow(pairs.size, pairs.secondAt)
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
    get roleOf() {
      return roles.indexes()
    },
    get personOf() {
      return people.indexes()
    },
    roles: roles.numbers,
    people: people.numbers,
  }
}

/** Different numbers in the order in which they come, and which of them each place has. */
function createOrder() {
  const numbers: number[] = []
  const indexOf = new Map<number, number>()
  let indexes = new Uint32Array(1024)
  let known = 0

  function makeRoom(size: number): void {
    if (size <= indexes.length) return
    const larger = new Uint32Array(2 * size)
    larger.set(indexes)
    indexes = larger
  }

  return {
    numbers: numbers as readonly number[],
    indexes: () => indexes,
    /** Takes in the places that are new. */
    follow(size: number, numberAt: (place: number) => number): void {
      makeRoom(size)
      for (; known < size; known += 1) {
        const number = numberAt(known)
        const index = indexOf.get(number) ?? numbers.push(number) - 1
        indexOf.set(number, index)
        indexes[known] = index
      }
    },
  }
}
