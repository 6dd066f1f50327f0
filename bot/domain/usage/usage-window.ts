import type { Instant } from '../values.ts'
import { createKeptPages } from './kept-pages.ts'
import { addHeld, addRow, isStarted } from './tally.ts'
import { createTallyBoard, makeRoom, placeAt, type TallyBoard } from './tally-board.ts'
import { createTallyUndo } from './tally-undo.ts'
import { createTimelines, type Period, type TimelineCounter } from './timeline.ts'
import type { UsagePart } from './usage-part.ts'

/**
 * The requests of a period, counted, and kept from question to question: the next one counts what has entered its period
 * since and takes back what has left it, instead of a hundred thousand requests. Pages come from one source, in the order
 * of submission; one question at a time.
 */
export interface UsageWindow {
  /** Begins a question, whether or not the one before came to an end. */
  begin(period: Period, now: Instant): void
  add(part: UsagePart): void
  /** What was counted of all parts; true until the next question begins. */
  counted(): Counted
}

export interface Counted {
  readonly board: Readonly<TallyBoard>
  readonly timeline: Pick<TimelineCounter, 'of'>
}

export function createUsageWindow(): UsageWindow {
  const board = createTallyBoard()
  const kept = createKeptPages(board)
  /** What does not come again lies on top of what does, and is taken away before the next question. */
  const undo = createTallyUndo(board)
  const timelineOf = createTimelines(board.places)
  let timeline = timelineOf({ from: 0, to: 0 })
  let isOnTop = false
  let now = 0

  /** From now on all that is counted will be taken back. */
  function startTop(): void {
    if (isOnTop) return
    isOnTop = true
    kept.finish()
    undo.begin(kept.isEmpty())
    kept.visitOpen((pair, page, index) => {
      undo.keep(pair)
      addHeld(placeAt(board, pair), page, index, now)
    })
  }

  function addOnTop({ page, first, end }: UsagePart): void {
    startTop()
    const pairs = board.places.of(page)
    makeRoom(board)
    for (let index = first; index < end; index += 1) {
      const pair = pairs[index] ?? 0
      undo.keep(pair)
      const place = placeAt(board, pair)
      addRow(place, page, index, -1)
      if (isStarted(page, index)) addHeld(place, page, index, now)
    }
  }

  return {
    begin(period, at) {
      if (isOnTop) undo.takeBack()
      isOnTop = false
      now = at
      timeline = timelineOf(period)
      kept.begin(at)
    },
    add(part) {
      if (isOnTop || !kept.canTake(part)) addOnTop(part)
      else kept.take(part)
      timeline.add(part)
    },
    counted() {
      startTop()
      return { board, timeline }
    },
  }
}
