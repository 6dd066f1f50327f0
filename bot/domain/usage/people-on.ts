import type { PersonId } from '../values.ts'
import { CELL, CELLS } from './tally.ts'
import type { TallyBoard } from './tally-board.ts'

export interface PersonUsage {
  readonly personId: PersonId
  readonly activated: number
  readonly heldMs: number
}

export interface People {
  /** How many different people activated one of the roles. */
  readonly count: number
  readonly mostActive: readonly PersonUsage[]
}

/** An answer goes from one thread to another: nobody reads ten thousand names. */
const MOST_ACTIVE = 10

/** Who activated some of the places' roles. */
export function peopleOn(
  { cells, places }: Readonly<TallyBoard>,
  roles: readonly number[],
  textOf: (number: number) => string,
): People {
  const { size, roleOf, personOf, people } = places
  const isWanted = new Uint8Array(places.roles.length)
  for (const role of roles) isWanted[role] = 1
  const activated = new Float64Array(people.length)
  const heldMs = new Float64Array(people.length)
  for (let pair = 0; pair < size; pair += 1) {
    if (isWanted[roleOf[pair] ?? 0] !== 1) continue
    add(activated, personOf[pair] ?? 0, cells[pair * CELLS + CELL.activated] ?? 0)
    add(heldMs, personOf[pair] ?? 0, cells[pair * CELLS + CELL.held] ?? 0)
  }
  const usageOf = (person: number): PersonUsage => ({
    personId: textOf(people[person] ?? 0),
    activated: activated[person] ?? 0,
    heldMs: heldMs[person] ?? 0,
  })
  const least = leastOfMost(activated)
  const active = [...activated.keys()].filter((person) => (activated[person] ?? 0) >= least)
  return {
    count: activated.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0),
    mostActive: active.map(usageOf).sort(byActivations).slice(0, MOST_ACTIVE),
  }
}

/** How often the tenth most active activated something, at least once. */
function leastOfMost(activated: Float64Array): number {
  return Math.max(1, activated.toSorted().at(-MOST_ACTIVE) ?? 1)
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value
}

function byActivations(a: PersonUsage, b: PersonUsage): number {
  return b.activated - a.activated || (a.personId < b.personId ? -1 : 1)
}
