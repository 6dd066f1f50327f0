import type { ReportRow } from '../../domain/report/report-row.ts'
import type { ReportWriter } from './writer.ts'

/** One JSON object a line: the head, every row, the summary. Instants are ISO 8601 in UTC. */
export const ndjsonReport: ReportWriter = async (report, { line }) => {
  await line(textOf(report.head))
  const summary = await report.read((row) => line(textOf(row)))
  await line(textOf({ kind: 'summary', ...summary }))
}

/** The same as one JSON document, written as it is read. */
export const jsonReport: ReportWriter = async (report, { line }) => {
  await line(`{"head":${textOf(report.head)},`)
  await line('"rows":[')
  let before = ''
  const summary = await report.read((row: ReportRow) => {
    const text = before + textOf(row)
    before = ','
    return line(text)
  })
  await line(`],"summary":${textOf({ kind: 'summary', ...summary })}}`)
}

const INSTANT = /^(?:from|to|at|.+At)$/u

function textOf(value: object): string {
  return JSON.stringify(value, (key, each) =>
    typeof each === 'number' && INSTANT.test(key) ? new Date(each).toISOString() : each,
  )
}
