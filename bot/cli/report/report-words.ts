import { LOCALES } from '../../../cards/locales.ts'
import { listPhrase } from '../../../cards/phrases.ts'
import type { Reader } from '../../../cards/reader.ts'
import type { ReportWord } from '../../../cards/wording-keys.ts'
import type { MessageValues } from '../../../cards/wording-schema.ts'
import { REPORT_EXCEPTIONS } from '../../domain/report/exceptions.ts'
import type { ReportHead, RequestRow, Text } from '../../domain/report/report-row.ts'
import type { Instant } from '../../domain/values.ts'
import type { NameByLanguage } from '../../domain/views/card-view.ts'

/** How the report's reader is spoken to. */
export interface ReportWords {
  readonly reader: Reader
  readonly head: ReportHead
  say(word: ReportWord, values?: MessageValues): string
  exception(code: string): string
  name(name: NameByLanguage): string
  role(row: { readonly role: NameByLanguage; readonly scope: string }): string
  number(value: number): string
  day(at: Instant): string
  instant(at: Instant): string
  span(from: Instant | null, to: Instant | null): string
  text(text: Text): string | null
  couldApprove(row: RequestRow): string | null
}

const NAMES = 8

export function createReportWords(reader: Reader, head: ReportHead): ReportWords {
  const { words, language } = reader
  const locale = LOCALES[language]
  const { timeZone } = head
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone })
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  const numbers = new Intl.NumberFormat(locale)
  const say: ReportWords['say'] = (word, values) => words.report[word](values)
  const instant = (at: Instant) => instants.format(at)

  return {
    reader,
    head,
    say,
    exception: (code) => {
      const known = REPORT_EXCEPTIONS.find((each) => each === code)
      return known === undefined ? code : words.reportExceptions[known]()
    },
    name: (name) => name[language],
    role: ({ role, scope }) =>
      scope === '/' ? role[language] : words.labels.nameInScope({ name: role[language], scope }),
    number: (value) => numbers.format(value),
    day: (at) => days.format(at),
    instant,
    span: (from, to) => [...new Set([from, to].filter((at) => at !== null))].map(instant).join(' – '),
    text: (text) => (text === 'erased' ? say('erased') : (text?.text ?? null)),
    couldApprove: ({ approvalAsked, couldHaveApproved, couldHaveApprovedCount }) => {
      if (couldHaveApproved === null) return approvalAsked ? say('couldApproveUnknown') : null
      if (couldHaveApproved.length === 0) return null
      const shown = couldHaveApproved.slice(0, NAMES).map(({ name }) => name)
      const more = (couldHaveApprovedCount ?? shown.length) - shown.length
      if (more > 0) return say('couldApproveMore', { names: shown.join(', '), count: more })
      return say('couldApprove', { names: listPhrase(reader, shown, NAMES) })
    },
  }
}
