import { CELL, CELLS, SUMS } from './tally.ts'
import type { TallyBoard } from './tally-board.ts'

/** What was counted of one role. All lengths of time are milliseconds. */
export interface RoleSums {
  readonly requests: number
  readonly activated: number
  readonly denied: number
  readonly timedOut: number
  readonly canceled: number
  /** Different people who activated it. */
  readonly people: number
  readonly heldMs: number
  readonly askedAgain: number
  /** Of activations that are over. */
  readonly askedOfOver: number
  readonly usedOfOver: number
}

/** In the order of the places' roles. */
export function roleSums({ cells, places }: Readonly<TallyBoard>): readonly RoleSums[] {
  const sums = new Float64Array(places.roles.length * CELLS)
  const people = new Uint32Array(places.roles.length)
  const { size, roleOf } = places
  for (let pair = 0; pair < size; pair += 1) {
    const role = roleOf[pair] ?? 0
    if (cells[pair * CELLS + CELL.activated] !== 0) people[role] = (people[role] ?? 0) + 1
    addPair(sums, role * CELLS, cells, pair * CELLS)
  }
  return places.roles.map((_, role) => {
    const sum = (cell: number) => sums[role * CELLS + cell] ?? 0
    return {
      requests: sum(CELL.requests),
      activated: sum(CELL.activated),
      denied: sum(CELL.denied),
      timedOut: sum(CELL.timedOut),
      canceled: sum(CELL.canceled),
      people: people[role] ?? 0,
      heldMs: sum(CELL.held),
      askedAgain: sum(CELL.askedAgain),
      askedOfOver: sum(CELL.askedOfOver),
      usedOfOver: sum(CELL.usedOfOver),
    }
  })
}

/** Twenty thousand times in a question: a short function is compiled once, a loop in a long one each time. */
function addPair(sums: Float64Array, to: number, cells: Float64Array, from: number): void {
  for (let cell = 0; cell < SUMS; cell += 1) sums[to + cell] = (sums[to + cell] ?? 0) + (cells[from + cell] ?? 0)
}
