import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Language } from '../bot/domain/values.ts'
import { type Wording, wordingTopics } from './wording-schema.ts'

const folder = join(import.meta.dirname, 'wording')

// Everything is read and checked at start: a wording that is missing stops the server, not the first card that needs it.
const wordings: { readonly [language in Language]: Wording } = { en: loadWording('en'), fr: loadWording('fr') }

export function wordingOf(language: Language): Wording {
  return wordings[language]
}

function loadWording(language: Language): Wording {
  const topics = wordingTopics(language)
  return {
    statuses: loadTopic(language, 'statuses', topics.statuses),
    refusals: loadTopic(language, 'refusals', topics.refusals),
    buttons: loadTopic(language, 'buttons', topics.buttons),
    labels: loadTopic(language, 'labels', topics.labels),
    lines: loadTopic(language, 'lines', topics.lines),
    history: loadTopic(language, 'history', topics.history),
    notices: loadTopic(language, 'notices', topics.notices),
    alerts: loadTopic(language, 'alerts', topics.alerts),
    usageAlerts: loadTopic(language, 'usageAlerts', topics.usageAlerts),
    watchReports: loadTopic(language, 'watchReports', topics.watchReports),
    watchSections: loadTopic(language, 'watchSections', topics.watchSections),
    watchNotes: loadTopic(language, 'watchNotes', topics.watchNotes),
    help: loadTopic(language, 'help', topics.help),
    tiers: loadTopic(language, 'tiers', topics.tiers),
    requirements: loadTopic(language, 'requirements', topics.requirements),
    unusual: loadTopic(language, 'unusual', topics.unusual),
    confirmations: loadTopic(language, 'confirmations', topics.confirmations),
    report: loadTopic(language, 'report', topics.report),
    reportExceptions: loadTopic(language, 'reportExceptions', topics.reportExceptions),
  }
}

function loadTopic<T>(language: Language, topic: keyof Wording, schema: z.ZodType<T>): T {
  const path = join(folder, language, `${topic}.json`)
  const { success, data, error } = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (success) return data
  const problems = error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The wording in ${path} cannot be used:\n${problems.join('\n')}`)
}
