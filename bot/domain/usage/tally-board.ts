import { createPairPlaces, type PairPlaces } from './pair-places.ts'
import { clear } from './sample.ts'
import { CELLS, emptySamples, type Place, type RoleSamples } from './tally.ts'

/** Everything that is counted of pairs and roles. */
export interface TallyBoard {
  readonly places: PairPlaces
  /** `CELLS` for each place. A pair without requests has zeros, but for its last row. */
  cells: Float64Array
  /** In the order of the places' roles. */
  readonly samples: RoleSamples[]
}

export function createTallyBoard(): TallyBoard {
  return { places: createPairPlaces(), cells: new Float64Array(0), samples: [] }
}

/** Cells and samples for every place there is by now. */
export function makeRoom(board: TallyBoard): void {
  const { places, samples } = board
  while (samples.length < places.roles.length) samples.push(emptySamples())
  board.cells = enlarged(board.cells, places.size * CELLS)
}

export function placeAt({ cells, places, samples }: TallyBoard, pair: number): Place {
  const role = samples[places.roleAt(pair)]
  if (!role) throw new RangeError('No room was made for this role')
  return { cells, at: pair * CELLS, samples: role }
}

/** Places stay as they are. */
export function clearBoard({ cells, samples }: TallyBoard): void {
  cells.fill(0)
  for (const { decisions, asked, used } of samples) for (const sample of [decisions, asked, used]) clear(sample)
}

function enlarged(cells: Float64Array, length: number): Float64Array {
  if (length <= cells.length) return cells
  const larger = new Float64Array(Math.max(length, 2 * cells.length))
  larger.set(cells)
  return larger
}
