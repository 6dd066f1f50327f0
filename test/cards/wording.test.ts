import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { STATUSES } from '../../bot/domain/activation-request.ts'
import { ALERTS, NOTICES } from '../../bot/domain/effect.ts'
import { REFUSAL_CODES } from '../../bot/domain/refusal.ts'
import { REQUIREMENTS, TIERS } from '../../bot/domain/role-settings.ts'
import { CONFIRMATIONS, UNUSUAL, VERBS } from '../../bot/domain/views/card-view.ts'
import { USAGE_ALERTS, WATCH_NOTES, WATCH_REPORTS, WATCH_SECTIONS } from '../../bot/domain/views/watch-view.ts'
import { hasName } from '../../cards/message-values.ts'
import { readerOf } from '../../cards/reader.ts'
import { refusalText } from '../../cards/refusal-text.ts'
import {
  ALERT_PARAMS,
  CONFIRMATION_PARAMS,
  NOTICE_PARAMS,
  type ParamKinds,
  REFUSAL_PARAMS,
  STATUS_PARAMS,
  USAGE_ALERT_PARAMS,
  WATCH_NOTE_PARAMS,
  WATCH_REPORT_PARAMS,
} from '../../cards/wording-params.ts'
import { type WordingTopic, wordingTopics } from '../../cards/wording-schema.ts'

type Words = string | { readonly [key: string]: Words }

const folder = join(import.meta.dirname, '../../cards/wording')
const languages = readdirSync(folder)

function topic(language: string, name: string): { readonly [key: string]: Words } {
  return JSON.parse(readFileSync(join(folder, language, `${name}.json`), 'utf8'))
}

function messages(words: Words, path = ''): { readonly path: string; readonly text: string }[] {
  if (typeof words === 'string') return [{ path, text: words }]
  return Object.entries(words).flatMap(([key, inner]) => messages(inner, path ? `${path}.${key}` : key))
}

function placeholders(text: string): string[] {
  const found = new Set<string>()
  const visit = (elements: ReturnType<IntlMessageFormat['getAst']>) => {
    for (const element of elements) {
      if (element.type !== 0 && element.type !== 7) found.add(element.value)
      if ('options' in element) for (const option of Object.values(element.options)) visit(option.value)
    }
  }
  visit(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst())
  return [...found]
}

const byCode: readonly (readonly [WordingTopic, readonly string[]])[] = [
  ['statuses', STATUSES],
  ['refusals', REFUSAL_CODES],
  ['notices', NOTICES],
  ['alerts', ALERTS],
  ['usageAlerts', USAGE_ALERTS],
  ['watchReports', WATCH_REPORTS],
  ['watchSections', WATCH_SECTIONS],
  ['watchNotes', WATCH_NOTES],
  ['tiers', TIERS],
  ['requirements', REQUIREMENTS],
  ['unusual', UNUSUAL],
  ['confirmations', CONFIRMATIONS],
  ['buttons', [...VERBS, 'verify', 'signIn', 'ticket']],
]

describe.each(languages)('the wording in %s', (language) => {
  it.each(byCode)('has %s for every code and for nothing else', (name, codes) => {
    expect(Object.keys(topic(language, name)).sort()).toEqual([...codes].sort())
  })

  it('has the same topics as English', () => {
    expect(readdirSync(join(folder, language))).toEqual(readdirSync(join(folder, 'en')))
  })

  const tables: readonly (readonly [string, (code: string) => ParamKinds])[] = [
    ['refusals', (code) => Object.entries(REFUSAL_PARAMS).find(([each]) => each === code)?.[1] ?? {}],
    ['alerts', (code) => Object.entries(ALERT_PARAMS).find(([each]) => each === code)?.[1] ?? {}],
    ['watchReports', (code) => Object.entries(WATCH_REPORT_PARAMS).find(([each]) => each === code)?.[1] ?? {}],
    ['watchNotes', (code) => Object.entries(WATCH_NOTE_PARAMS).find(([each]) => each === code)?.[1] ?? {}],
    ['watchSections', () => ({})],
    ['usageAlerts', (code) => Object.entries(USAGE_ALERT_PARAMS).find(([each]) => each === code)?.[1] ?? {}],
    ['confirmations', (code) => Object.entries(CONFIRMATION_PARAMS).find(([each]) => each === code)?.[1] ?? {}],
    ['statuses', () => STATUS_PARAMS],
    ['notices', () => NOTICE_PARAMS],
  ]

  it.each(tables)('uses in its %s only the parameters of the table', (name, paramsOf) => {
    for (const [code, words] of Object.entries(topic(language, name))) {
      const allowed = Object.keys(paramsOf(code)).flatMap((param) => [param, hasName(param)])
      for (const { path, text } of messages(words, code))
        for (const used of placeholders(text)) expect(allowed, `${path} uses {${used}}`).toContain(used)
    }
  })

  const fixed: readonly WordingTopic[] = ['labels', 'lines', 'buttons', 'help', 'tiers', 'requirements', 'unusual']

  it.each(fixed)('uses in its %s the placeholders of English and no others', (name) => {
    const known = new Map(messages(topic('en', name)).map(({ path, text }) => [path, placeholders(text)]))
    for (const { path, text } of messages(topic(language, name)))
      expect(known.get(path), path).toEqual(expect.arrayContaining(placeholders(text)))
  })

  it('is plain text: no Markdown, no markup, no emoji, no private-use characters', () => {
    for (const name of Object.keys(wordingTopics('en')))
      for (const { path, text } of messages(topic(language, name)))
        expect(text, `${name}.${path}`).not.toMatch(
          /[*_`~\p{Co}\p{Extended_Pictographic}]|\[[^\]]*\]\(|^[#>-] |<\/|\s$|^\s/u,
        )
  })
})

describe('the English wording', () => {
  it('keeps to the vocabulary', () => {
    const banned = /\b(grant|granted|elevated|elevating|reviewer|reject|rejected|decline|extend|extended|withdrawn)\b/i
    for (const name of Object.keys(wordingTopics('en')))
      for (const { path, text } of messages(topic('en', name))) expect(text, `${name}.${path}`).not.toMatch(banned)
  })

  it('keeps every refusal short', () => {
    for (const { path, text } of messages(topic('en', 'refusals')))
      expect(text.replace(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, '').length, path).toBeLessThan(140)
  })
})

describe('loading', () => {
  const schema = wordingTopics('en').requirements
  const good = { mfa: 'a', justification: 'b', ticket: 'c', justificationOrTicket: 'd' }

  it('refuses a code without wording, a wording without code, and an empty one', () => {
    const { mfa: _, ...missing } = good
    expect(schema.safeParse(good).success).toBe(true)
    expect(schema.safeParse(missing).success).toBe(false)
    expect(schema.safeParse({ ...good, moon: 'phase' }).success).toBe(false)
    expect(schema.safeParse({ ...good, mfa: '' }).success).toBe(false)
  })

  it('refuses ICU syntax that is wrong, and says where', () => {
    const { error } = schema.safeParse({ ...good, ticket: '{count, plural, one {x}' })
    expect(error?.issues).toMatchObject([{ path: ['ticket'], message: expect.stringContaining('not an ICU message') }])
  })

  it('leaves ICU syntax in values alone', () => {
    const typed = "{role} {x, plural, other {#}} '{'"
    const { what } = refusalText(readerOf('en', 'UTC'), { code: 'unknownRole', params: { typed } })
    expect(what).toBe(`There is no role or group called “${typed}”.`)
  })
})
