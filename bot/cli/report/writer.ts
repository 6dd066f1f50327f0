import type { ReportSummary } from '../../domain/report/report-row.ts'
import type { Language } from '../../domain/values.ts'
import type { Report } from '../../use-cases/report/make-report.ts'

export interface ReportOutput {
  readonly language: Language
  /** Charts of a summary as inline SVG. */
  pictures(summary: ReportSummary): Promise<readonly string[]>
  /** Resolves when more may be written. */
  line(text: string): Promise<void>
}

export type ReportWriter = (report: Report, output: ReportOutput) => Promise<void>
