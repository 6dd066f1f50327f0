import { createPairPlaces, type PairPlaces } from './pair-places.ts'
import { emptyTally, type RoleTally } from './role-usage.ts'
import { createSeries, type Series } from './series.ts'

/** What is counted of each pair of role and person, side by side: a request touches one piece of memory. */
export const CELL = { requests: 0, denied: 1, timedOut: 2, askedAgain: 3, activated: 4, held: 5, lastEnd: 6, role: 7 }
export const CELLS = 8

/**
 * Where a question is counted. Memory that is used again: a hundred thousand requests take megabytes of it, and giving
 * those back after each question costs the machine more than counting. For pages of one source, and one question at a time.
 */
export interface UsageRoom {
  readonly places: PairPlaces
  /** `CELLS` for each place. A pair without requests has zeros. */
  cells: Float64Array
  /** Times to decision. */
  readonly decisions: Series
  /** In the order of the places' roles. */
  readonly roles: RoleTally[]
  /** Counts the questions: an earlier one must not go on. */
  question: number
}

export function createUsageRoom(): UsageRoom {
  const places = createPairPlaces()
  return { places, cells: new Float64Array(0), decisions: createSeries(), roles: [], question: 0 }
}

/** Clears it for another question; answers which one that is. */
export function enterRoom(room: UsageRoom): number {
  room.cells.fill(0)
  room.decisions.length = 0
  for (const [index, { asked, used }] of room.roles.entries()) {
    asked.length = 0
    used.length = 0
    room.roles[index] = emptyTally({ asked, used })
  }
  room.question += 1
  return room.question
}

/** Cells for every place there is. */
export function makeRoom(room: UsageRoom): void {
  const needed = room.places.size * CELLS
  if (needed <= room.cells.length) return
  const larger = new Float64Array(Math.max(needed, 2 * room.cells.length))
  larger.set(room.cells)
  room.cells = larger
}

/** The first request of a pair; answers which role it is of. */
export function openCells({ cells, places, roles }: UsageRoom, place: number): void {
  const at = place * CELLS
  const role = places.roleAt(place)
  // Before an activation ended, nothing can be asked for again.
  cells[at + CELL.lastEnd] = Number.NaN
  cells[at + CELL.role] = role
  while (roles.length <= role) roles.push(emptyTally())
}
