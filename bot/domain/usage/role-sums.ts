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
  for (let pair = 0, { size } = places; pair < size; pair += 1) {
    const role = places.roleAt(pair)
    const [from, to] = [pair * CELLS, role * CELLS]
    if (cells[from + CELL.activated] !== 0) people[role] = (people[role] ?? 0) + 1
    for (let cell = 0; cell < SUMS; cell += 1) sums[to + cell] = (sums[to + cell] ?? 0) + (cells[from + cell] ?? 0)
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
