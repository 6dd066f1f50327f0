import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReportWriter } from '../../bot/cli/report/writer.ts'
import type { Person } from '../../bot/domain/person.ts'
import type { Language } from '../../bot/domain/values.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import { makeReport, type Report, type ReportContext } from '../../bot/use-cases/report/make-report.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { keepQuarter } from '../quarter/keep.ts'
import type { Quarter } from '../quarter/quarter.ts'

export interface ReportWorld {
  readonly context: ReportContext
  readonly store: RequestStore
  written(writer: ReportWriter, language?: Language, pictures?: readonly string[]): Promise<string>
  report(): Promise<Report>
  end(): Promise<void>
}

/** A data folder that lived through a quarter, and what a report asks of everything else. */
export async function reportWorld(quarter: Quarter): Promise<ReportWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'elevate-report-'))
  const sqlite = openSqliteStore({ folder, now: () => quarter.to })
  await keepQuarter(sqlite.store, quarter)
  const people = new Map<string, Person>(quarter.directoryAt(quarter.to).people.map((person) => [person.id, person]))
  const context: ReportContext = {
    store: sqlite.store,
    organisation: quarter.organisation,
    directory: {
      person: async (id) => people.get(id) ?? null,
      group: async () => null,
      scopeName: async () => null,
    },
    time: { now: () => quarter.to },
  }
  const report = () => makeReport(context, quarter)
  return {
    context,
    store: sqlite.store,
    report,
    written: async (writer, language = 'en', pictures = []) => {
      const lines: string[] = []
      const line = async (text: string) => void lines.push(text)
      await writer(await report(), { language, line, pictures: async () => pictures })
      return lines.join('\n')
    },
    end: async () => {
      await sqlite.close()
      rmSync(folder, { recursive: true })
    },
  }
}
