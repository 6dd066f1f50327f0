import type { WatchReportCardView, WatchRowView } from '../../bot/domain/views/watch-view.ts'
import { messageValues } from '../message-values.ts'
import { choicePhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { WATCH_NOTE_PARAMS, WATCH_REPORT_PARAMS } from '../wording-params.ts'

/** Rows of one section; the rest is counted. All sections together fit into one message. */
const ROWS = 6

/** What a schedule tells, or `review` answers: a line, then parts with their next step. */
export function watchReportContent(reader: Reader, view: WatchReportCardView) {
  const { words, language } = reader
  const wording = words.watchReports[view.report]
  const values = messageValues(reader, WATCH_REPORT_PARAMS[view.report], view.params)
  const [title, text] = [wording.title(values), wording.text(values)]
  return {
    lang: language,
    title,
    text,
    sections: view.sections.map((section) => ({
      heading: words.watchSections[section.section].title(),
      next: words.watchSections[section.section].text(),
      rows: section.rows.slice(0, ROWS).flatMap((row) => rowText(reader, row)),
      more:
        section.count > ROWS
          ? words.lines.listMore({ count: section.count - Math.min(ROWS, section.rows.length) })
          : null,
    })),
    summary: `${title} · ${text}`,
  }
}

function rowText(reader: Reader, { person, activatable, note, params }: WatchRowView) {
  const role = activatable && choicePhrase(reader, activatable)
  const names = person && role ? reader.words.lines.personAndRole({ person: person.displayName, role }) : null
  const title = names ?? person?.displayName ?? role
  const detail = note && reader.words.watchNotes[note](messageValues(reader, WATCH_NOTE_PARAMS[note], params))
  if (title) return [{ title, detail }]
  return detail ? [{ title: detail, detail: null }] : []
}
