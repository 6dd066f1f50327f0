import type { SettingsCardView } from '../../bot/domain/views/card-view.ts'
import { choicePhrase, durationPhrase, listPhrase, peoplePhrase, scopePhrase, tierPhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { type Fact, factsOf } from '../request-facts.ts'

/** What activation of a role asks for. */
export function settingsContent(reader: Reader, view: SettingsCardView) {
  const { labels, lines, requirements } = reader.words
  const title = lines.settingsTitle()
  const subject = choicePhrase(reader, view.activatable)
  const required = view.require.map((requirement) => requirements[requirement]())
  return {
    lang: reader.language,
    title,
    subject,
    facts: factsOf(
      view.activatable.kind === 'group'
        ? null
        : { title: labels.scope(), value: scopePhrase(reader, view.activatable) },
      { title: labels.tier(), value: tierPhrase(reader, view.activatable) },
      { title: labels.maximumDuration(), value: durationPhrase(reader, view.maximumDuration) },
      { title: labels.defaultDuration(), value: durationPhrase(reader, view.defaultDuration) },
      { title: labels.required(), value: required.length > 0 ? listPhrase(reader, required) : labels.none() },
      approvalSettings(reader, view),
    ),
    summary: `${title} · ${subject}`,
  }
}

function approvalSettings(reader: Reader, { approval, approverStepUp }: SettingsCardView): Fact[] {
  const { labels } = reader.words
  if (!approval) return [{ title: labels.approval(), value: labels.approvalNotNeeded() }]
  const { required, people, window, escalateAfter, escalateTo } = approval
  const names = peoplePhrase(reader, people)
  return factsOf(
    {
      title: labels.approval(),
      value: people.length > 0 ? labels.approvalNeeded({ required, names }) : labels.approvalNobody(),
    },
    { title: labels.window(), value: durationPhrase(reader, window) },
    escalateAfter === null || escalateTo.length === 0
      ? null
      : {
          title: labels.escalation(),
          value: labels.escalatesTo({
            duration: durationPhrase(reader, escalateAfter),
            names: peoplePhrase(reader, escalateTo),
          }),
        },
    approverStepUp ? { title: labels.approverStepUp(), value: labels.approverStepUpNeeded() } : null,
  )
}
