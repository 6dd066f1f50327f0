import { createCharts } from '../../adapters/charts/index.ts'
import type { Chart } from '../domain/charts/chart.ts'
import { periodOf } from '../domain/report/calendar.ts'
import type { ReportSummary } from '../domain/report/report-row.ts'
import { threadEnvironment } from '../main/compile-cache.ts'
import { makeReport } from '../use-cases/report/make-report.ts'
import { configurationFor } from './configured.ts'
import { CommandFailed, EXIT, type Output } from './output.ts'
import { csvReport } from './report/csv-report.ts'
import { giveMemoryBack } from './report/give-memory-back.ts'
import { htmlReport } from './report/html-report.ts'
import { jsonReport, ndjsonReport } from './report/json-report.ts'
import { withRecord } from './report/opened-data.ts'
import type { ReportWriter } from './report/writer.ts'

const WRITERS: { readonly [format: string]: ReportWriter } = {
  html: htmlReport,
  csv: csvReport,
  json: jsonReport,
  ndjson: ndjsonReport,
}

export interface ReportOptions {
  readonly from: string
  readonly to: string
  readonly format: string
  readonly language?: string
  readonly config?: string
}

/** The auditor's report on a period, on standard output. Reads beside a running server; writes nothing to its data. */
export async function report(options: ReportOptions, output: Output): Promise<number> {
  const { config } = configurationFor(options.config)
  const { organisation } = config
  const period = periodOf(options.from, options.to, organisation.timeZone)
  if (!period)
    throw new CommandFailed(
      [
        `--from ${options.from} --to ${options.to} is no period.`,
        'Give days such as 2026-05-04 or months such as 2026-05, the first before the last; both are included.',
      ],
      EXIT.usage,
    )
  const writer = WRITERS[options.format]
  if (!writer) throw new CommandFailed([`--format is html, csv, json or ndjson, not ${options.format}.`], EXIT.usage)
  const language = languageOf(options.language ?? organisation.language)
  return withRecord(config, async (context) => {
    await writer(await makeReport(context, period), {
      language,
      line: output.line,
      pictures: (summary) => drawn(summary, language, organisation.timeZone),
    })
    return EXIT.ok
  })
}

function languageOf(text: string): 'en' | 'fr' {
  if (text === 'en' || text === 'fr') return text
  throw new CommandFailed([`--language is en or fr, not ${text}.`], EXIT.usage)
}

const ROLES_DRAWN = 10

/** Inline pictures in the colours of the page. Drawn in a thread that ends with the command. */
async function drawn(summary: ReportSummary, language: 'en' | 'fr', timeZone: string): Promise<readonly string[]> {
  const bars = summary.roles.filter(({ activated }) => activated > 0).slice(0, ROLES_DRAWN)
  if (bars.length === 0) return []
  const chart: Chart = { kind: 'roles', bars: bars.map(({ role, activated }) => ({ name: role, value: activated })) }
  giveMemoryBack()
  const charts = createCharts({ env: threadEnvironment() })
  try {
    return [await charts.svg(chart, { language, theme: 'page', timeZone })]
  } finally {
    await charts.close()
  }
}
