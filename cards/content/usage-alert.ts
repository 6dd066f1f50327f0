import type { IncidentView, UsageAlertCardView } from '../../bot/domain/views/watch-view.ts'
import { commandButton, verbButtons } from '../buttons.ts'
import { messageValues } from '../message-values.ts'
import { choicePhrase, instantPhrase, sequencePhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { type Fact, factsOf } from '../request-facts.ts'
import type { Tone } from '../request-words.ts'
import { USAGE_ALERT_PARAMS } from '../wording-params.ts'

/** Pieces of evidence shown; the rest is counted. */
const ROWS = 6

/** Something about how roles are used that deserves a look: what, how grave, the evidence, what to do. */
export function usageAlertContent(reader: Reader, view: UsageAlertCardView) {
  const { words, language } = reader
  const wording = words.usageAlerts[view.alert]
  const values = messageValues(reader, USAGE_ALERT_PARAMS[view.alert], view.params)
  const title = wording.title(values)
  const text = wording.text(values)
  const isOpen = view.state === 'open'
  const rows = view.incidents.flatMap((incident) => incidentRow(reader, incident) ?? [])
  const subject = { requestId: view.alertId, termsVersion: view.version }
  return {
    lang: language,
    title,
    tone: toneOf(view),
    text,
    advice: isOpen ? wording.do(values) : null,
    facts: alertFacts(reader, view),
    evidence: words.labels.evidence(),
    rows: rows.slice(0, ROWS),
    more: rows.length > ROWS ? words.lines.listMore({ count: rows.length - ROWS }) : null,
    buttons: [
      ...verbButtons(reader, view.actions, subject, { alert: view.alert }),
      ...(view.look === null ? [] : [commandButton(words.labels.lookCloser(), view.look)]),
    ],
    summary: `${title} · ${text}`,
  }
}

function toneOf({ state, severity }: UsageAlertCardView): Tone {
  if (state !== 'open') return 'default'
  return severity === 'high' ? 'attention' : 'warning'
}

function alertFacts(reader: Reader, view: UsageAlertCardView): Fact[] {
  const { labels } = reader.words
  const { severity, state, handled, oddities, directory } = view
  const by = {
    by: handled?.by.displayName ?? labels.notKnown(),
    at: handled ? instantPhrase(handled.at) : labels.notKnown(),
    until: handled?.until ? instantPhrase(handled.until) : labels.notKnown(),
  }
  const odd = oddities.map((oddity) => labels.oddity({ oddity }))
  return factsOf(
    { title: labels.severity(), value: labels.severityName({ severity }) },
    { title: labels.state(), value: labels.alertState({ state, ...by }) },
    { title: labels.firstSeen(), value: instantPhrase(view.raisedAt) },
    directory === null ? null : { title: labels.ownAlert(), value: labels.ownAlertCount({ count: directory }) },
    odd.length ? { title: labels.unusual(), value: sequencePhrase(reader, odd) } : null,
  )
}

function incidentRow(reader: Reader, { person, activatable, at, requestId }: IncidentView) {
  const role = activatable && choicePhrase(reader, activatable)
  const names = person && role ? reader.words.lines.personAndRole({ person: person.displayName, role }) : null
  const title = names ?? person?.displayName ?? role
  if (title === null || title === undefined) return null
  const details = [at === null ? null : instantPhrase(at), requestId].filter((each) => each !== null)
  return { title, detail: details.length ? details.join(' · ') : null }
}
