import type { JsonObject } from '../../bot/domain/values.ts'
import type { Measured } from './figures.ts'

/** Everything that one run found, as it is kept in docs/bench.json. */
export interface Report {
  readonly scale: string
  readonly measuredOn: string
  readonly machine: JsonObject
  /** Load average of one minute, before and after: others at work make every figure worse. */
  readonly load: { readonly before: number; readonly after: number }
  readonly rows: readonly Measured[]
}

export const BEGIN = '<!-- figures: written by npm run bench -->'
export const END = '<!-- end of figures -->'

const HEAD = '| measure | budget | figure | this machine | ratio | met |\n|---|---|---|---|---:|---|'

/** The table of one run, in Markdown. */
export function tableOf({ rows, machine, load, measuredOn, scale }: Report): string {
  const lines = rows.map(({ title, budget, figure, limit, ratio, met }) => {
    const cells = [title, budget ?? '–', figure, limit ?? '–', ratio === null ? '–' : `${ratio}×`, said(met)]
    return `| ${cells.join(' | ')} |`
  })
  const { processors, processor, system, node } = machine
  const where = `${measuredOn}, ${String(processors)} × ${String(processor)}, ${String(system)}, Node ${String(node)}`
  const others = `Load average before ${load.before.toFixed(1)}, after ${load.after.toFixed(1)}; scale: ${scale}.`
  return `${HEAD}\n${lines.join('\n')}\n\nMeasured ${where}. ${others}${apart(rows)}`
}

function apart(rows: readonly Measured[]): string {
  const lines = rows.flatMap(({ title, apart }) =>
    apart ? [`\n- ${title}: ${apart.on}, load average before ${apart.load.toFixed(1)}`] : [],
  )
  return lines.length === 0 ? '' : `\n\nMeasured apart, on the same kind of machine:\n${lines.join('')}`
}

/** The report with these rows, measured apart from it, in the place of those of the same title, or at its end. */
export function withRows(report: Report, { rows, measuredOn, load }: Report): Report {
  const added = rows.map((row) => ({ ...row, apart: { on: measuredOn, load: load.before } }))
  const kept = report.rows.map((row) => added.find(({ title }) => title === row.title) ?? row)
  const titles = new Set(kept.map(({ title }) => title))
  return { ...report, rows: [...kept, ...added.filter(({ title }) => !titles.has(title))] }
}

/** The page with its table replaced; everything else stays as somebody wrote it. Throws where its place is not marked. */
export function withTable(page: string, report: Report): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`The page has no place for the table: put "${BEGIN}" and "${END}" into it`)
  return `${page.slice(0, from + BEGIN.length)}\n\n${tableOf(report)}\n\n${page.slice(to)}`
}

function said(met: boolean | null): string {
  if (met === null) return '–'
  return met ? 'yes' : '**no**'
}
