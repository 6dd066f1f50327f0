import { isTerminal, STATUSES, type Status } from '../activation-request.ts'
import type { UsageRow } from '../history/request-record.ts'

/**
 * Rows of statistics as columns: a hundred thousand of them are counted within milliseconds, and lie in a store as they
 * are. People and what they asked for are numbers; one reading uses a number for the same text throughout. Instants
 * and lengths of time are milliseconds, NaN for none.
 */
export interface UsagePage {
  readonly count: number
  readonly requester: Uint32Array
  /** See `activatableKey`. */
  readonly activatable: Uint32Array
  /** See `statusCode`. */
  readonly status: Uint8Array
  readonly submittedAt: Float64Array
  readonly durationMs: Float64Array
  readonly approvalOpenedAt: Float64Array
  readonly decidedAt: Float64Array
  readonly startedAt: Float64Array
  readonly endsAt: Float64Array
  readonly endVerifiedAt: Float64Array
}

/** The columns of instants and lengths of time, in the order in which they are stored: new ones come last. */
export const TIME_COLUMNS = [
  'submittedAt',
  'durationMs',
  'approvalOpenedAt',
  'decidedAt',
  'startedAt',
  'endsAt',
  'endVerifiedAt',
] as const

/** A row whose texts are numbers already. */
export type NumberedRow = Omit<UsageRow, 'requesterId' | 'activatableKey'> & {
  readonly requester: number
  readonly activatable: number
}

/** Stored: none is ever given another number. */
const CODES: { readonly [status in Status]: number } = {
  pendingVerification: 1,
  pendingApproval: 2,
  approved: 3,
  provisioning: 4,
  active: 5,
  ending: 6,
  denied: 7,
  canceled: 8,
  timedOut: 9,
  failed: 10,
  revoked: 11,
  deactivated: 12,
  expired: 13,
}
const TERMINAL = STATUSES.filter(isTerminal).reduce(
  (flags, status) => flags.fill(1, CODES[status], CODES[status] + 1),
  new Uint8Array(256),
)

export function statusCode(status: Status): number {
  return CODES[status]
}

export function isTerminalCode(code: number): boolean {
  return TERMINAL[code] === 1
}

export function usagePageOf(rows: readonly NumberedRow[]): UsagePage {
  const page = emptyPage(rows.length)
  for (const [index, row] of rows.entries()) {
    page.requester[index] = row.requester
    page.activatable[index] = row.activatable
    fillRow(page, index, row)
  }
  return page
}

function fillRow(page: UsagePage, index: number, row: Omit<NumberedRow, 'requester' | 'activatable'>): void {
  page.status[index] = statusCode(row.status)
  for (const column of TIME_COLUMNS) page[column][index] = row[column] ?? Number.NaN
}

export function emptyPage(count: number): UsagePage {
  // One piece of memory for all times: a question makes a hundred pages.
  const times = new Float64Array(TIME_COLUMNS.length * count)
  const column = (place: number) => times.subarray(place * count, (place + 1) * count)
  return {
    count,
    requester: new Uint32Array(count),
    activatable: new Uint32Array(count),
    status: new Uint8Array(count),
    submittedAt: column(0),
    durationMs: column(1),
    approvalOpenedAt: column(2),
    decidedAt: column(3),
    startedAt: column(4),
    endsAt: column(5),
    endVerifiedAt: column(6),
  }
}

/** Numbers for texts, in the order in which they come by. */
export interface Numbering {
  numberOf(text: string): number
  textOf(number: number): string
  page(rows: readonly UsageRow[]): UsagePage
}

export function createNumbering(): Numbering {
  const numbers = new Map<string, number>()
  const texts: string[] = []

  function numberOf(text: string): number {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, texts.length)
    return texts.push(text) - 1
  }

  return {
    numberOf,
    textOf: (number) => texts[number] ?? '',
    page(rows) {
      const page = emptyPage(rows.length)
      for (const [index, row] of rows.entries()) {
        page.requester[index] = numberOf(row.requesterId)
        page.activatable[index] = numberOf(row.activatableKey)
        fillRow(page, index, row)
      }
      return page
    },
  }
}
