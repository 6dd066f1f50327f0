import type { ReportSummary } from '../../domain/report/report-row.ts'
import type { Language } from '../../domain/values.ts'
import type { Report } from '../../use-cases/report/make-report.ts'

export interface ReportOutput {
  readonly language: Language
  /** Charts of a summary as inline SVG. */
  pictures(summary: ReportSummary): Promise<readonly string[]>
  /** A promise where more may only be written once it resolves. */
  line(text: string): Promise<void> | void
}

export type ReportWriter = (report: Report, output: ReportOutput) => Promise<void>
