import { createPairPlaces, type PairPlaces } from './pair-places.ts'
import { clear, createSample, type Sample } from './sample.ts'
import { CELLS, type Place, type RoleSamples } from './tally.ts'

/** Everything that is counted of pairs and roles. */
export interface TallyBoard {
  readonly places: PairPlaces
  /** `CELLS` for each place. A pair without requests has zeros, but for its last row. */
  cells: Float64Array
  /** In the order of the places' roles. */
  readonly samples: RoleSamples[]
  /** Times to decision of all roles. */
  readonly decisions: Sample
}

export function createTallyBoard(): TallyBoard {
  return { places: createPairPlaces(), cells: new Float64Array(0), samples: [], decisions: createSample() }
}

/** Cells and samples for every place there is by now. */
export function makeRoom(board: TallyBoard): void {
  const { places, samples, decisions: allDecisions } = board
  while (samples.length < places.roles.length)
    samples.push({ allDecisions, decisions: createSample(), asked: createSample(), used: createSample() })
  board.cells = enlarged(board.cells, places.size * CELLS)
}

export function placeAt({ cells, places, samples }: TallyBoard, pair: number): Place {
  const role = samples[places.roleOf[pair] ?? 0]
  if (!role) throw new RangeError('No room was made for this role')
  return { cells, at: pair * CELLS, samples: role }
}

/** Places stay as they are. */
export function clearBoard(board: TallyBoard): void {
  board.cells.fill(0)
  for (const sample of samplesOn(board)) clear(sample)
}

/** In the same order, whatever roles come. */
export function samplesOn({ samples, decisions }: TallyBoard): readonly Sample[] {
  return [decisions, ...samples.flatMap((role) => [role.decisions, role.asked, role.used])]
}

function enlarged(cells: Float64Array, length: number): Float64Array {
  if (length <= cells.length) return cells
  const larger = new Float64Array(Math.max(length, 2 * cells.length))
  larger.set(cells)
  return larger
}
