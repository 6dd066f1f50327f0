import type { Instant } from '../values.ts'
import { emptyPage, TIME_COLUMNS, type UsagePage } from './usage-page.ts'

/** What a page has in a period: its rows from `first` up to, but without, `end`. */
export interface UsagePart {
  readonly page: UsagePage
  readonly first: number
  readonly end: number
  /** The same page comes again in the next question, as long as none of its rows changed. */
  readonly stays: boolean
}

export function wholePage(page: UsagePage): UsagePart {
  return { page, first: 0, end: page.count, stays: false }
}

/** Of a page that stays. Where its rows are not in the order of submission it is a copy of some, which does not stay. */
export function partWithin(page: UsagePage, { from, to }: { readonly from: Instant; readonly to: Instant }): UsagePart {
  const { count, submittedAt } = page
  const countBefore = (limit: Instant) => submittedAt.reduce((sum, at) => sum + (at < limit ? 1 : 0), 0)
  const [first, end] = [countBefore(from), countBefore(to)]
  const isInOrder = submittedAt.every((at, index) => index === 0 || at >= (submittedAt[index - 1] ?? 0))
  const isSlice = isInOrder || end - first === count
  return isSlice ? { page, first, end, stays: true } : wholePage(copyWithin(page, from, to))
}

function copyWithin(page: UsagePage, from: Instant, to: Instant): UsagePage {
  const wanted = [...page.submittedAt.keys()].filter((index) => {
    const at = page.submittedAt[index] ?? 0
    return at >= from && at < to
  })
  const part = emptyPage(wanted.length)
  for (const column of ['requester', 'activatable', 'status', ...TIME_COLUMNS] as const) {
    const [all, some] = [page[column], part[column]]
    for (const [place, index] of wanted.entries()) some[place] = all[index] ?? 0
  }
  return part
}
