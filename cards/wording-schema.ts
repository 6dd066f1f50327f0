import { IntlMessageFormat } from 'intl-messageformat'
import { z } from 'zod'
import { STATUSES } from '../bot/domain/activation-request.ts'
import { ALERTS, HISTORY_STEPS, NOTICES } from '../bot/domain/effect.ts'
import { REFUSAL_CODES } from '../bot/domain/refusal.ts'
import { REPORT_EXCEPTIONS } from '../bot/domain/report/exceptions.ts'
import { REQUIREMENTS, TIERS } from '../bot/domain/role-settings.ts'
import type { Language } from '../bot/domain/values.ts'
import { CONFIRMATIONS, UNUSUAL, VERBS } from '../bot/domain/views/card-view.ts'
import { USAGE_ALERTS, WATCH_NOTES, WATCH_REPORTS, WATCH_SECTIONS } from '../bot/domain/views/watch-view.ts'
import { LOCALES } from './locales.ts'
import { HELP_TOPICS, LABELS, LINES, REPORT_WORDS } from './wording-keys.ts'

/** What the placeholders of a message stand for. Values are put in as they are: ICU syntax in them stays text. */
export type MessageValues = { readonly [name: string]: string | number }

/** One wording, ready to be written with its values. */
export type Message = (values?: MessageValues) => string

/**
 * The topics of a language, one file each in `cards/wording/<language>/`. Parsing compiles every ICU message, and fails
 * for a code without wording, a wording without code and ICU syntax that is wrong, each with its place.
 */
export function wordingTopics(language: Language) {
  const message = messageOf(language)
  const titled = z.strictObject({ title: message, text: message })
  return {
    statuses: z.record(z.enum(STATUSES), z.strictObject({ title: message, short: message, next: message })),
    refusals: z.record(z.enum(REFUSAL_CODES), z.strictObject({ what: message, why: message, do: message })),
    buttons: z.record(z.enum([...VERBS, 'verify', 'signIn', 'ticket']), message),
    labels: z.record(z.enum(LABELS), message),
    lines: z.record(z.enum(LINES), message),
    history: z.record(z.enum(HISTORY_STEPS), message),
    notices: z.record(z.enum(NOTICES), titled),
    alerts: z.record(z.enum(ALERTS), z.strictObject({ title: message, text: message, do: message })),
    usageAlerts: z.record(z.enum(USAGE_ALERTS), z.strictObject({ title: message, text: message, do: message })),
    watchReports: z.record(z.enum(WATCH_REPORTS), titled),
    watchSections: z.record(z.enum(WATCH_SECTIONS), titled),
    watchNotes: z.record(z.enum(WATCH_NOTES), message),
    help: z.record(z.enum(HELP_TOPICS), z.strictObject({ command: message, meaning: message })),
    tiers: z.record(z.enum(TIERS), z.strictObject({ name: message, meaning: message })),
    requirements: z.record(z.enum(REQUIREMENTS), message),
    unusual: z.record(z.enum(UNUSUAL), message),
    confirmations: z.record(z.enum(CONFIRMATIONS), message),
    report: z.record(z.enum(REPORT_WORDS), message),
    reportExceptions: z.record(z.enum(REPORT_EXCEPTIONS), message),
  }
}

export type WordingTopics = ReturnType<typeof wordingTopics>
export type WordingTopic = keyof WordingTopics
export type Wording = { readonly [topic in WordingTopic]: z.output<WordingTopics[topic]> }

function messageOf(language: Language) {
  return z
    .string()
    .min(1)
    .transform((text, context): Message => {
      try {
        return compiled(text, language)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        context.addIssue({ code: 'custom', message: `not an ICU message (${why}): ${text}` })
        return z.NEVER
      }
    })
}

// Tags are switched off: `<` in a wording is a character like any other.
function compiled(text: string, language: Language): Message {
  const format = new IntlMessageFormat(text, LOCALES[language], undefined, { ignoreTag: true })
  return (values) => String(format.format(values))
}
