import type { Instant } from '../values.ts'
import { addHeld, addRow, isSettled, isStarted, type Place, removeHeld, removeRow } from './tally.ts'
import { clearBoard, makeRoom, placeAt, type TallyBoard } from './tally-board.ts'
import type { UsagePage } from './usage-page.ts'
import type { UsagePart } from './usage-part.ts'

/** Whole pages of a period, counted on a board of their own. */
export interface KeptPages {
  /** Begins a question. */
  begin(now: Instant): void
  /** Whether it comes again, and reaches to the end of its page: only what lies before a period leaves it later. */
  canTake(part: UsagePart): boolean
  /** Where it is another than last time, all are counted anew. */
  take(part: UsagePart): void
  /** Lets go of pages beyond those taken. */
  finish(): void
  isEmpty(): boolean
  /** Rows whose end is yet to come, with the place of their pair: for how long they are held is not counted here. */
  visitOpen(visit: (pair: number, page: UsagePage, index: number) => void): void
}

interface Kept {
  readonly page: UsagePage
  readonly pairs: Uint32Array
  /** The number of its first row; rows are numbered on from page to page. */
  readonly firstRow: number
  /** How many requests were asked for again after each row. */
  readonly again: Uint32Array
  /** The first row that counts. */
  first: number
  readonly end: number
}

export function createKeptPages(board: TallyBoard): KeptPages {
  let kept: Kept[] = []
  /** Rows whose end is yet to come, oldest first. */
  let open: { readonly from: Kept; readonly index: number }[] = []
  let nextRow = 0
  /**
   * How many of `kept` have come by in this question. What lies beyond is counted too until `finish`, which keeps all this
   * true where a question comes to no end.
   */
  let taken = 0
  let now = Number.NEGATIVE_INFINITY

  function forgetAll(): void {
    clearBoard(board)
    kept = []
    open = []
    nextRow = 0
  }

  /** What was counted as held up to a later moment cannot be taken back. */
  function begin(at: Instant): void {
    if (at < now) forgetAll()
    now = at
    taken = 0
  }

  function take(part: UsagePart): void {
    if (taken === 0) leaveBefore(part)
    const known = kept[taken]
    const isKnown = known?.page === part.page && known.first === part.first
    if (!isKnown) {
      finish()
      append(part)
    }
    taken += 1
  }

  /** Takes back what has left the period. Where that is more than what stays, counting anew is quicker. */
  function leaveBefore({ page, first }: UsagePart): void {
    const place = kept.findIndex((each) => each.page === page)
    const known = kept[place]
    if (!known) return
    const all = rowsIn(kept)
    const leaving = rowsIn(kept.slice(0, place)) + first - known.first
    if (leaving > all - leaving) {
      forgetAll()
      return
    }
    for (const each of kept.slice(0, place)) removeUntil(each, each.end)
    removeUntil(known, first)
    kept = kept.slice(place)
  }

  function finish(): void {
    if (taken === kept.length) return
    const stay = kept.slice(0, taken)
    forgetAll()
    for (const each of stay) append(each)
  }

  function append({ page, first, end }: Pick<UsagePart, 'page' | 'first' | 'end'>): void {
    const pairs = board.places.of(page)
    makeRoom(board)
    const each: Kept = { page, pairs, firstRow: nextRow, again: new Uint32Array(end), first, end }
    nextRow += end
    kept.push(each)
    for (let index = first; index < end; index += 1) addKept(each, index)
  }

  function addKept(each: Kept, index: number): void {
    const { page, firstRow } = each
    const place = placeOf(each, index)
    const after = addRow(place, page, index, firstRow + index)
    if (after >= 0) countAgain(after)
    if (!isStarted(page, index)) return
    if (isSettled(page, index, now)) addHeld(place, page, index, now)
    else open.push({ from: each, index })
  }

  function countAgain(row: number): void {
    const each = kept.findLast(({ firstRow }) => firstRow <= row)
    if (each) each.again[row - each.firstRow] = (each.again[row - each.firstRow] ?? 0) + 1
  }

  function removeUntil(each: Kept, end: number): void {
    for (; each.first < end; each.first += 1) removeKept(each, each.first)
  }

  function removeKept(each: Kept, index: number): void {
    const { page, firstRow, again } = each
    const place = placeOf(each, index)
    removeRow(place, page, index, firstRow + index, again[index] ?? 0)
    if (!isStarted(page, index)) return
    const [oldest] = open
    if (oldest?.from === each && oldest.index === index) open.shift()
    else removeHeld(place, page, index)
  }

  function placeOf({ pairs }: Kept, index: number): Place {
    return placeAt(board, pairs[index] ?? 0)
  }

  return {
    begin,
    canTake: ({ page, end, stays }) => stays && end === page.count,
    take,
    finish,
    isEmpty: () => kept.length === 0,
    visitOpen: (visit) => {
      for (const { from, index } of open) visit(from.pairs[index] ?? 0, from.page, index)
    },
  }
}

function rowsIn(pages: readonly Kept[]): number {
  return pages.reduce((sum, { first, end }) => sum + end - first, 0)
}
