import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { opaqueKey, sentenceCard, toActivity, toCard } from '../../adapters/teams/card.ts'
import { escaped, literal } from '../../adapters/teams/escape.ts'
import { word } from '../../adapters/teams/wording.ts'
import type { CardView } from '../../bot/index.ts'
import { SAMPLES } from '../cards/sample-views.ts'
import { actionsIn } from './rig/driver.ts'

const LOOK = { language: 'en', timeZone: 'America/Toronto' } as const

describe('text that somebody typed', () => {
  it.each([
    ['**bold** _and_ `code`', '\\*\\*bold\\*\\* \\_and\\_ \\`code\\`'],
    ['[click](https://evil.example)', '\\[click\\](https:\u2060//evil.example)'],
    ['<at>Alex</at>', '<\u2060at>Alex<\u2060/at>'],
    ['&lt;b&gt;', '&\u2060lt;b&\u2060gt;'],
    ['{{DATE(2026-01-01,SHORT)}}', '{\u2060{DATE(2026-01-01,SHORT)}}'],
    ['- a list\n1. of\n# things', '\\- a list\n\u20031\\. of\n\u2003\\# things'],
    ['a\u202Eb\u0007c\r\nd', 'abc\n\u2003d'],
    ['alex@example.com', 'alex@\u2060example.com'],
    ['INC-1234, Exchange (1 h)', 'INC-1234, Exchange (1 h)'],
    ['\\*', '\\\\\\*'],
  ])('%j is text and nothing else', (typed, expected) => {
    expect(escaped(typed)).toBe(expected)
  })

  it('stays readable where Teams shows it as it is', () => {
    expect(literal('*Exchange_Administrator*')).toBe('*Exchange_Administrator*')
    expect(literal('<at>x</at>')).not.toContain('<at>')
  })
})

describe('a card in Teams', () => {
  it('names itself on its buttons and for its refresh, by a key that tells nobody anything', () => {
    const view = asked()
    const card = toCard(view, LOOK, { key: 'card:EL-1:approval:person:alex' })
    const key = opaqueKey('card:EL-1:approval:person:alex')
    expect(card.refresh?.action.data).toEqual({ verb: 'refresh', card: key })
    for (const { data } of actionsIn(card.body, 'Action.Execute')) expect(data).toMatchObject({ card: key })
    expect(JSON.stringify(card)).not.toContain('person:alex')
  })

  it('has nothing to press or to fill in where everybody reads it, and says the same', () => {
    const view = asked()
    const open = toCard(view, LOOK, { key: 'card:a' })
    const shut = toCard(view, LOOK, { key: 'card:a', readOnly: true })
    expect(actionsIn(open.body, 'Action.Execute').length).toBeGreaterThan(0)
    expect(actionsIn(shut.body, 'Action.Execute')).toEqual([])
    expect(JSON.stringify(shut)).not.toContain('"Input.')
    for (const fact of factsIn(open)) expect(factsIn(shut)).toContainEqual(fact)
  })

  it('asks no more than sixty clients for a view of their own', () => {
    const view = asked()
    const accounts = Array.from({ length: 80 }, (_, index) => `29:${index}`)
    expect(toCard(view, LOOK, { key: 'card:a', refreshFor: accounts }).refresh?.userIds).toHaveLength(60)
    expect(toCard(view, LOOK, { key: 'card:a', refreshFor: [] }).refresh).not.toHaveProperty('userIds')
  })

  it('that is too large goes out as its text', () => {
    const view = asked()
    const card = toCard(view, LOOK, { key: null })
    const large = { ...card, body: [...card.body, ...sentenceCard('x'.repeat(30_000), LOOK).body] }
    expect(toActivity(card, view, LOOK).attachments).toHaveLength(1)
    const text = toActivity(large, view, LOOK)
    expect(text).toMatchObject({ textFormat: 'plain', text: expect.stringContaining('Approval needed') })
    expect(text.attachments).toBeUndefined()
  })
})

describe('what Elevate says in Teams besides its cards', () => {
  it('is the same sentences in both languages', () => {
    const [en, fr] = ['en', 'fr'].map((name) => {
      const url = new URL(`../../adapters/teams/wording/${name}.json`, import.meta.url)
      return Object.keys(JSON.parse(readFileSync(url, 'utf8')))
    })
    expect(fr).toEqual(en)
    expect(word('fr', 'checking')).not.toBe(word('en', 'checking'))
  })
})

function asked(): CardView {
  const found = SAMPLES.find(({ view }) => view.card === 'approval' && view.actions.includes('approve'))
  if (!found) throw new Error('No sample of an approval')
  return found.view
}

function factsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(factsIn)
  if (typeof value !== 'object' || value === null) return []
  const facts: unknown = Reflect.get(value, 'facts')
  return [...(Array.isArray(facts) ? facts : []), ...Object.values(value).flatMap(factsIn)]
}
