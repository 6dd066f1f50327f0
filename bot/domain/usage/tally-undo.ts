import { shorten, sizeOf } from './sample.ts'
import { CELLS } from './tally.ts'
import { clearBoard, samplesOn, type TallyBoard } from './tally-board.ts'

/** Takes back what was counted last. */
export interface TallyUndo {
  /** From here on everything will be taken back. Of an empty board nothing needs to be kept for that. */
  begin(isEmpty: boolean): void
  /** To be called before the cells of a pair change. */
  keep(pair: number): void
  takeBack(): void
}

export function createTallyUndo(board: TallyBoard): TallyUndo {
  let wasEmpty = true
  const pairs: number[] = []
  /** `CELLS` for each of `pairs`, as they were before: the same pair may come several times. */
  let before = new Float64Array(CELLS * 1024)
  let sizes: readonly number[] = []

  function makeRoom(): void {
    const larger = new Float64Array(2 * before.length)
    larger.set(before)
    before = larger
  }

  return {
    begin(isEmpty) {
      wasEmpty = isEmpty
      sizes = isEmpty ? [] : samplesOn(board).map(sizeOf)
    },
    keep(pair) {
      if (wasEmpty) return
      const to = pairs.length * CELLS
      if (to === before.length) makeRoom()
      for (let cell = 0; cell < CELLS; cell += 1) before[to + cell] = board.cells[pair * CELLS + cell] ?? 0
      pairs.push(pair)
    },
    takeBack() {
      if (wasEmpty) return clearBoard(board)
      for (let last = pairs.length - 1; last >= 0; last -= 1)
        for (let cell = 0; cell < CELLS; cell += 1)
          board.cells[(pairs[last] ?? 0) * CELLS + cell] = before[last * CELLS + cell] ?? 0
      pairs.length = 0
      for (const [place, sample] of samplesOn(board).entries()) shorten(sample, sizes[place] ?? 0)
    },
  }
}
