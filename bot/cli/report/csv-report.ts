import { readerOf } from '../../../cards/reader.ts'
import { csvLine } from '../../domain/report/csv.ts'
import { outsideException } from '../../domain/report/exceptions.ts'
import type { ReportRow, RequestRow, Text } from '../../domain/report/report-row.ts'
import type { Language } from '../../domain/values.ts'
import type { ReportWriter } from './writer.ts'

const COLUMNS = [
  'kind',
  'origin',
  'id',
  'person',
  'person id',
  'role',
  'role id',
  'scope',
  'status',
  'submitted',
  'duration (minutes)',
  'justification',
  'ticket',
  'approval asked',
  'approvals required',
  'approved by',
  'could have approved',
  'role settings (SHA-256)',
  'started',
  'to end',
  'verified end',
  'ended or decided by',
  'reason',
  'exceptions',
] as const
type Column = (typeof COLUMNS)[number]
type Cells = Partial<{ readonly [column in Column]: string | number | null }>

/** One table for a spreadsheet: requests, what went round Elevate, what was standing, and gaps, told apart by `kind`. */
export const csvReport: ReportWriter = async (report, { language, line }) => {
  // Without the mark, a spreadsheet reads accents as another encoding.
  await line(`\uFEFF${csvLine(COLUMNS)}`)
  if (report.head.simulated) {
    const reason = readerOf(language, report.head.timeZone).words.report.simulated()
    await line(
      csvLine(COLUMNS.map((column) => (column === 'kind' ? 'simulated' : column === 'reason' ? reason : null))),
    )
  }
  await report.read((row) => {
    const cells = cellsOf(row, language)
    return line(csvLine(COLUMNS.map((column) => cells[column] ?? null)))
  })
}

/** Where the log of that time does not say. */
const NOT_RECORDED = 'not recorded'

function cellsOf(row: ReportRow, language: Language): Cells {
  switch (row.kind) {
    case 'request':
      return requestCells(row, language)
    case 'outside':
      return {
        ...heldCells(row, language),
        status: row.activity,
        submitted: iso(row.seenAt),
        started: iso(row.happenedAt),
        'ended or decided by': row.by,
        exceptions: outsideException(row.change),
      }
    case 'standing':
      return {
        ...heldCells(row, language),
        started: iso(row.startedAt),
        'to end': iso(row.endsAt),
        status: row.month,
        exceptions: 'standing',
      }
    case 'gap':
      return { kind: 'gap', started: iso(row.from), 'verified end': iso(row.to), exceptions: row.why }
  }
}

function requestCells(row: RequestRow, language: Language): Cells {
  return {
    kind: row.kind,
    origin: row.origin,
    id: row.id,
    person: row.requester.name,
    'person id': row.requester.id,
    role: row.role[language],
    'role id': row.roleId,
    scope: row.scope,
    status: row.status,
    submitted: iso(row.submittedAt),
    'duration (minutes)': Math.round(row.durationMs / 60_000),
    justification: words(row.justification),
    ticket: row.ticket,
    'approval asked': row.approvalAsked ? 'yes' : 'no',
    'approvals required': row.required,
    'approved by': row.approvers.map(({ name, at }) => `${name} (${new Date(at).toISOString()})`).join('; '),
    'could have approved': couldHaveApproved(row),
    'role settings (SHA-256)': row.settings ?? NOT_RECORDED,
    started: iso(row.startedAt),
    'to end': iso(row.endsAt),
    'verified end': iso(row.endVerifiedAt),
    'ended or decided by': row.closedBy,
    reason: words(row.reason),
    exceptions: row.exceptions.join('; '),
  }
}

function couldHaveApproved({ approvalAsked, couldHaveApproved: people }: RequestRow): string | null {
  if (people === null) return approvalAsked ? NOT_RECORDED : null
  return people.map(({ name }) => name).join('; ')
}

function heldCells(row: ReportRow & { kind: 'outside' | 'standing' }, language: Language): Cells {
  const { kind, origin, id, person, role, roleId, scope } = row
  return {
    kind,
    origin,
    id,
    person: person?.name ?? null,
    'person id': person?.id ?? null,
    role: role?.[language] ?? null,
    'role id': roleId,
    scope,
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function words(text: Text): string | null {
  return text === 'erased' ? '(erased)' : (text?.text ?? null)
}
