import { emptyPage, TIME_COLUMNS, type UsagePage, type usagePageOf } from '../../bot/domain/usage/usage-page.ts'
import { damaged } from './json.ts'

/** What statistics read of `request_history`. */
export const USAGE_COLUMNS = `SELECT seq, requester_number AS requester, activatable_number AS activatable,
  status, submitted_at AS submittedAt, duration_ms AS durationMs, approval_opened_at AS approvalOpenedAt,
  decided_at AS decidedAt, started_at AS startedAt, ends_at AS endsAt, end_verified_at AS endVerifiedAt
  FROM request_history`

/** A row of those columns. The table is STRICT: what lies in it has these types. */
export type StoredUsageRow = Parameters<typeof usagePageOf>[0][number] & { readonly seq: number }

/** What a block says of itself. */
export interface BlockHead {
  readonly first: number
  readonly last: number
  readonly firstAt: number
  readonly lastAt: number
  readonly count: number
  readonly wide: number
}

const TIME_BYTES = 8
const NUMBER_BYTES = 4
/** Offsets take half the room of instants, and a question reads a hundred thousand rows. */
const NONE = 2 ** 32 - 1
type TimeColumn = (typeof TIME_COLUMNS)[number]

/**
 * A page as bytes, column after column. Instants are whole offsets of four bytes: the first from the beginning of the
 * block, the others from when their request was submitted. A column with a value that is none is kept as it is; `wide`
 * has a bit for each of those.
 */
export function usageBytes(page: UsagePage, firstAt: number): { readonly wide: number; readonly columns: Buffer } {
  const parts: (Float64Array | Uint32Array | Uint8Array)[] = []
  const narrow: Uint32Array[] = []
  let wide = 0
  for (const [place, column] of TIME_COLUMNS.entries()) {
    const offsets = offsetsOf(page, column, firstAt)
    if (offsets) narrow.push(offsets)
    else parts.push(page[column])
    if (!offsets) wide += 2 ** place
  }
  // Those of eight bytes come first: they have to begin at a multiple of that.
  parts.push(...narrow, page.requester, page.activatable, page.status)
  const bytes = parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))
  return { wide, columns: Buffer.concat(bytes) }
}

function offsetsOf(page: UsagePage, column: TimeColumn, firstAt: number): Uint32Array | null {
  const offsets = new Uint32Array(page.count)
  for (let index = 0; index < page.count; index += 1) {
    const value = page[column][index] ?? Number.NaN
    const offset = value - baseOf(page, column, firstAt, index)
    if (!Number.isNaN(value) && !(Number.isInteger(offset) && offset >= 0 && offset < NONE)) return null
    offsets[index] = Number.isNaN(value) ? NONE : offset
  }
  return offsets
}

function baseOf(page: UsagePage, column: TimeColumn, firstAt: number, index: number): number {
  if (column === 'durationMs') return 0
  return column === 'submittedAt' ? firstAt : (page.submittedAt[index] ?? 0)
}

/**
 * The page again. Throws `StoreUnavailable` where there are not as many bytes as there should be, or they tell of
 * other times than the block: damage, or the file of a machine with another order of bytes.
 */
export function usagePageFrom(columns: Uint8Array, block: BlockHead): UsagePage {
  const { first, firstAt, lastAt, count, wide } = block
  const name = `usage block ${first}`
  const isWide = TIME_COLUMNS.map((_, place) => (wide & (2 ** place)) !== 0)
  const wideCount = isWide.filter(Boolean).length
  const size = count * (wideCount * TIME_BYTES + (TIME_COLUMNS.length - wideCount + 2) * NUMBER_BYTES + 1)
  if (columns.byteLength !== size) throw damaged(name, `has ${columns.byteLength} bytes for ${count} rows`)

  const { buffer, byteOffset } = columns.byteOffset % TIME_BYTES === 0 ? columns : Uint8Array.from(columns)
  let at = byteOffset
  const next = (bytes: number) => {
    at += count * bytes
    return at - count * bytes
  }
  const times = new Map<TimeColumn, Float64Array | Uint32Array>()
  for (const [place, column] of TIME_COLUMNS.entries())
    if (isWide[place]) times.set(column, new Float64Array(buffer, next(TIME_BYTES), count))
  for (const [place, column] of TIME_COLUMNS.entries())
    if (!isWide[place]) times.set(column, new Uint32Array(buffer, next(NUMBER_BYTES), count))
  const page: UsagePage = {
    ...emptyPage(count),
    requester: new Uint32Array(buffer, next(NUMBER_BYTES), count),
    activatable: new Uint32Array(buffer, next(NUMBER_BYTES), count),
    status: new Uint8Array(buffer, next(1), count),
  }
  for (const column of TIME_COLUMNS) widen(page, column, times.get(column), firstAt)
  const endsAt = page.submittedAt[count - 1] ?? Number.NaN
  const isPlausible = page.requester[0] !== 0 && endsAt >= firstAt && endsAt <= lastAt
  if (!isPlausible) throw damaged(name, 'holds other requests than it says')
  return page
}

function widen(page: UsagePage, column: TimeColumn, stored: Float64Array | Uint32Array | undefined, firstAt: number) {
  const to = page[column]
  if (!(stored instanceof Uint32Array)) {
    if (stored) to.set(stored)
    return
  }
  for (let index = 0; index < page.count; index += 1) {
    const offset = stored[index] ?? NONE
    to[index] = offset === NONE ? Number.NaN : offset + baseOf(page, column, firstAt, index)
  }
}
