import { durationToMs } from '../../bot/domain/duration.ts'
import type { RefusalCode } from '../../bot/domain/refusal.ts'
import type { Requirement } from '../../bot/domain/role-settings.ts'
import type { FormCardView } from '../../bot/domain/views/card-view.ts'
import { type ChoiceData, verbButtons } from '../buttons.ts'
import { choicePhrase, durationPhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { refusalText } from '../refusal-text.ts'

type Field = 'activatable' | 'duration' | 'ticket' | 'justification'

/** Beside which input a refusal is shown; those that are not here stand above the form. */
const fieldOf: { readonly [code in RefusalCode]?: Field } = {
  roleMissing: 'activatable',
  unknownRole: 'activatable',
  notEligible: 'activatable',
  eligibleElsewhere: 'activatable',
  unknownScope: 'activatable',
  durationMissing: 'duration',
  severalDurations: 'duration',
  durationNotUnderstood: 'duration',
  durationNotPositive: 'duration',
  durationTooShort: 'duration',
  durationTooLong: 'duration',
  endInPast: 'duration',
  ticketMissing: 'ticket',
  severalTickets: 'ticket',
  ticketNotUnderstood: 'ticket',
  justificationMissing: 'justification',
  justificationTooLong: 'justification',
}

const askingTicket: readonly Requirement[] = ['ticket', 'justificationOrTicket']
const askingJustification: readonly Requirement[] = ['justification', 'justificationOrTicket']

/** Asks for what is missing. What is known already stands in its input: only inputs come back from a card. */
export function formContent(reader: Reader, view: FormCardView) {
  const { labels, lines } = reader.words
  const hasChoices = view.choices.length > 0
  const asked = askedFields(view)
  return {
    lang: reader.language,
    title: lines.formTitle(),
    general: hasChoices ? problemsAt(reader, view, null) : [lines.formNothingEligible()],
    activatable: hasChoices
      ? {
          ...choiceInput(
            labels.inputRole(),
            labels.inputChoose(),
            roleChoices(reader, view),
            view.values.activatableKey,
          ),
          problems: problemsAt(reader, view, 'activatable'),
        }
      : null,
    duration: hasChoices
      ? {
          ...choiceInput(
            labels.inputDuration(),
            labels.inputChoose(),
            durationChoices(reader, view),
            view.values.duration,
          ),
          problems: problemsAt(reader, view, 'duration'),
        }
      : null,
    ticket: asked.includes('ticket')
      ? { label: labels.inputTicket(), value: view.values.ticket ?? '', problems: problemsAt(reader, view, 'ticket') }
      : null,
    justification: asked.includes('justification')
      ? {
          label: labels.inputJustification(),
          value: view.values.justification ?? '',
          problems: problemsAt(reader, view, 'justification'),
        }
      : null,
    buttons: verbButtons(reader, hasChoices ? ['submit'] : [], { requestId: null, termsVersion: null }),
    summary: lines.formTitle(),
  }
}

function choiceInput(label: string, placeholder: string, choices: readonly ChoiceData[], value: string | null) {
  return { label, placeholder, choices, value: value ?? '' }
}

function roleChoices(reader: Reader, { choices }: FormCardView): ChoiceData[] {
  return choices.map((choice) => ({
    title: reader.words.labels.choiceUpTo({
      name: choicePhrase(reader, choice),
      duration: durationPhrase(reader, choice.maximumDuration),
    }),
    value: choice.key,
  }))
}

/** The lengths offered: of a role that is chosen, none beyond its maximum. */
function durationChoices(reader: Reader, { durations, choices, values }: FormCardView): ChoiceData[] {
  const chosen = choices.find(({ key }) => key === values.activatableKey)
  const maximum = chosen ? durationToMs(chosen.maximumDuration) : Number.POSITIVE_INFINITY
  return durations
    .filter((duration) => durationToMs(duration) <= maximum)
    .toSorted((a, b) => durationToMs(a) - durationToMs(b))
    .map((duration) => ({ title: durationPhrase(reader, duration), value: duration }))
}

/** Ticket and justification, each where the chosen role (or, before one is chosen, any) may ask for it or it is there. */
function askedFields({ choices, values, require, missing }: FormCardView): Field[] {
  const chosen = choices.filter(({ key }) => key === values.activatableKey)
  const required = [...require, ...(chosen.length > 0 ? chosen : choices).flatMap((choice) => choice.require)]
  const isMissing = (field: Field) => missing.some(({ code }) => fieldOf[code] === field)
  const asks = (field: 'ticket' | 'justification', asking: readonly Requirement[]) =>
    choices.length > 0 &&
    (values[field] !== null || isMissing(field) || required.some((requirement) => asking.includes(requirement)))
  return [
    ...(asks('ticket', askingTicket) ? (['ticket'] as const) : []),
    ...(asks('justification', askingJustification) ? (['justification'] as const) : []),
  ]
}

function problemsAt(reader: Reader, { missing }: FormCardView, field: Field | null): string[] {
  return missing
    .filter(({ code }) => (fieldOf[code] ?? null) === field)
    .map((refusal) => {
      const { what, do: instead } = refusalText(reader, refusal)
      return reader.words.lines.fieldProblem({ what, instead })
    })
}
