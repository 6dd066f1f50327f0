import { durationPhrase, listPhrase } from '../../../cards/phrases.ts'
import { readerOf } from '../../../cards/reader.ts'
import { durationFromMs, HOUR, MINUTE, SECOND } from '../../domain/duration.ts'
import { outsideException } from '../../domain/report/exceptions.ts'
import type { GapRow, OutsideRow, ReportSummary, RequestRow, StandingRow } from '../../domain/report/report-row.ts'
import type { Report } from '../../use-cases/report/make-report.ts'
import { cells, element, escaped, type Html, raw } from './html.ts'
import { createReportWords, type ReportWords } from './report-words.ts'
import { STYLE } from './style.ts'
import type { ReportOutput, ReportWriter } from './writer.ts'

/** Everything that is listed by name in the statement: whatever is rare. Roles that ask no approval are listed by role. */
type Rare = RequestRow | OutsideRow | GapRow

/**
 * One page without a network: no script, no font, no picture from elsewhere. It is read twice, first for the statement,
 * so that what stands on top is true of all that follows.
 */
export const htmlReport: ReportWriter = async (report, { language, line, pictures }) => {
  const reader = readerOf(language, report.head.timeZone)
  const words = createReportWords(reader, report.head)
  const rare: Rare[] = []
  const standing: StandingRow[] = []
  const summary = await report.exceptions((row) => {
    if (row.kind === 'standing') standing.push(row)
    else rare.push(row)
  })
  await line(headOf(words, language))
  await line(statementOf(words, summary, rare))
  await line(summaryOf(words, summary, await pictures(summary)))
  await line(standingOf(words, standing))
  await line(`<section tabindex="0"><h2>${escaped(words.say('list'))}</h2>`)
  if (summary.activated === 0) await line(`<p>${escaped(words.say('listNone'))}</p>`)
  else await writeActivations(words, line, report)
  await line('</section></main></body></html>')
}

function headOf(words: ReportWords, language: string): Html {
  const { say, head, day, instant } = words
  const period = say('period', { from: day(head.from), to: day(head.to - 1), timeZone: head.timeZone })
  const made = say('made', { at: instant(head.madeAt), events: head.log.seq })
  const csp = "default-src 'none'; style-src 'unsafe-inline'"
  return raw(
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">`,
    `<title>${escaped(say('title'))}</title><style>${STYLE}</style></head><body><main>`,
    `<header><h1>${escaped(say('title'))}</h1>${element('p', period)}${element('p', made)}`,
    head.simulated ? `<p class="simulated">${escaped(say('simulated'))}</p>` : '',
    '</header>',
  )
}

function statementOf(words: ReportWords, summary: ReportSummary, rare: readonly Rare[]): Html {
  const { say } = words
  const { requests, activated, denied, timedOut, canceled, exceptions } = summary
  const codes = Object.keys(exceptions)
  const counts = codes.map((code) => cells('td', words.exception(code), words.number(exceptions[code] ?? 0)))
  const listed = [
    ...summary.withoutApproval.map(({ role, activated: count }) =>
      cells('td', words.exception('noApprovalAsked'), `${words.name(role)} (${words.number(count)})`, ''),
    ),
    ...rare.flatMap((row) => rareRows(words, row)),
  ]
  return raw(
    `<section class="statement" tabindex="0"><h2>${escaped(say('statement'))}</h2>`,
    element('p', say('activations', { requests, activated, denied, timedOut, canceled })),
    element('p', codes.length === 0 ? say('allWell') : say('withExceptions')),
    codes.length === 0 ? '' : table(cells('th', say('exception'), say('count')), counts, 'counts'),
    listed.length === 0 ? '' : table(cells('th', say('exception'), say('what'), say('when')), listed, ''),
    '</section>',
  )
}

function rareRows(words: ReportWords, row: Rare): readonly Html[] {
  switch (row.kind) {
    case 'request':
      return row.exceptions
        .filter((code) => code !== 'noApprovalAsked')
        .map((code) =>
          cells(
            'td',
            words.exception(code),
            `${row.id} · ${row.requester.name} · ${words.role(row)}`,
            words.span(row.endsAt, row.endVerifiedAt),
          ),
        )
    case 'outside':
      return [
        cells(
          'td',
          words.exception(outsideException(row.change)),
          outsideText(words, row),
          words.instant(row.happenedAt ?? row.seenAt),
        ),
      ]
    case 'gap':
      return [cells('td', words.exception(row.why), '', words.span(row.from, row.to))]
  }
}

function outsideText(words: ReportWords, { person, role, scope, activity, by }: OutsideRow): string {
  const named = role && words.role({ role, scope: scope ?? '/' })
  return [person?.name, named, by && words.say('doneBy', { by }), activity].filter((each) => !!each).join(' · ')
}

function summaryOf(words: ReportWords, summary: ReportSummary, pictures: readonly string[]): Html {
  const { say, reader } = words
  const { decision, heldMs, standingMs, roles } = summary
  const spoken = (ms: number) =>
    durationPhrase(reader, durationFromMs(Math.max(SECOND, ms < 2 * MINUTE ? ms : Math.round(ms / MINUTE) * MINUTE)))
  const hours = (ms: number) => Math.round(ms / HOUR)
  const rows = roles
    .filter(({ activated }) => activated > 0)
    .map(({ role, activated, heldMs: held }) =>
      cells('td', words.name(role), words.number(activated), words.number(hours(held))),
    )
  return raw(
    `<section tabindex="0"><h2>${escaped(say('byRole'))}</h2>`,
    element('p', say('held', { held: hours(heldMs), standing: hours(standingMs) })),
    decision === null
      ? ''
      : element(
          'p',
          say('decided', { count: decision.count, median: spoken(decision.medianMs), p90: spoken(decision.p90Ms) }),
        ),
    ...pictures.map((svg) => `<figure>${svg}</figure>`),
    rows.length === 0 ? '' : table(cells('th', say('role'), say('roleActivations'), say('hoursHeld')), rows, 'numbers'),
    '</section>',
  )
}

function standingOf(words: ReportWords, standing: readonly StandingRow[]): Html {
  const { say } = words
  const rows = standing.map((row) =>
    cells('td', row.month, row.person.name, words.role(row), words.span(row.startedAt, row.endsAt)),
  )
  const head = cells('th', say('month'), say('person'), say('role'), say('since'))
  const body = rows.length === 0 ? element('p', say('standingNone')) : table(head, rows, 'standing')
  return raw(`<section tabindex="0"><h2>${escaped(say('standing'))}</h2>`, body, '</section>')
}

async function writeActivations(words: ReportWords, line: ReportOutput['line'], report: Report): Promise<void> {
  const { say } = words
  const columns = ['id', 'requester', 'role', 'approvedBy', 'why', 'started', 'ended'] as const
  await line(
    `<table class="activations"><thead><tr>${cells('th', ...columns.map((column) => say(column)))}</tr></thead><tbody>`,
  )
  await report.activations((row) => line(activationRow(words, row)))
  await line('</tbody></table>')
}

function activationRow(words: ReportWords, row: RequestRow): string {
  const { say, reader } = words
  const approved = row.approvalAsked
    ? listPhrase(
        reader,
        row.approvers.map(({ name, at }) => `${name} (${words.instant(at)})`),
      )
    : say('notAsked')
  const ended = row.endVerifiedAt === null ? say('stillActive') : words.instant(row.endVerifiedAt)
  const why = [words.text(row.justification), row.ticket].filter((each) => each !== null).join(' · ')
  const main = cells(
    'td',
    row.id,
    row.requester.name,
    words.role(row),
    approved,
    why,
    words.instant(row.startedAt ?? 0),
    ended,
  )
  const flags = row.exceptions.filter((code) => code !== 'noApprovalAsked').map((code) => words.exception(code))
  const notes = [
    words.couldApprove(row),
    row.settings === null ? say('settingsUnknown') : say('settingsHash', { hash: row.settings.slice(0, 16) }),
    ...flags,
  ]
  const small = notes.filter((note) => note !== null && note !== '')
  return `<tr>${main}</tr><tr class="more"><td colspan="7">${escaped(small.join(' · '))}</td></tr>`
}

function table(head: Html, rows: readonly Html[], name: string): Html {
  return raw(
    `<table class="${name}"><thead><tr>${head}</tr></thead><tbody>`,
    ...rows.map((row) => `<tr>${row}</tr>`),
    '</tbody></table>',
  )
}
