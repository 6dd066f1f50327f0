import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isTerminal, STATUSES } from '../../bot/domain/activation-request.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import { adaptiveCard } from '../../cards/element-subset.ts'
import { renderCard } from '../../cards/render-card.ts'
import { buttonsOf, elementsOfType, inputIdsOf, rendered, TORONTO, textsOf } from './card-parts.ts'
import { activationSample, approvalSample, requestSample, SAMPLES } from './sample-views.ts'

describe('every card', () => {
  it('has a sample of each kind', () => {
    const templates = readdirSync('cards').filter((name) => name.endsWith('.json'))
    expect([...new Set(SAMPLES.map(({ view }) => `${view.card}.json`))].sort()).toEqual(templates.sort())
    expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(SAMPLES.length)
  })

  it.each(SAMPLES)('$name stays within the subset, without leftovers of binding or wording', ({ view }) => {
    const { card, fallbackText, summary } = rendered(view)
    expect(adaptiveCard.parse(card)).toEqual(card)
    const said = [...stringsOf(card), fallbackText, summary].join('\n')
    expect(said).not.toMatch(/undefined|null|NaN|\[object|[{}]|\p{Co}/u)
    expect(`${fallbackText}\n${summary}`).not.toMatch(/ {2}\S| [,.;]|\.\.|\n\n/)
    expect(summary).not.toContain('\n')
  })

  it.each(SAMPLES)('$name says the same facts in its plain text', ({ view }) => {
    const { card, fallbackText } = rendered(view)
    expect(fallbackText.trim()).not.toBe('')
    for (const text of textsOf(card)) expect(fallbackText).toContain(text)
    for (const { facts } of elementsOfType(card, 'FactSet'))
      for (const { title, value } of facts) expect(fallbackText).toContain(`${title}: ${value}`)
  })

  it.each(SAMPLES)('$name gives each input its own id', ({ view }) => {
    const ids = inputIdsOf(rendered(view).card)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(SAMPLES)('$name has the buttons that the view lists, and no others', ({ view }) => {
    const buttons = buttonsOf(rendered(view).card)
    expect(buttons.map(({ verb }) => verb)).toEqual(verbsOf(view))
    for (const { title, verb, style, data, fallback } of buttons) {
      expect(data.verb).toBe(verb)
      expect(fallback).toEqual({ type: 'Action.Submit', title, style, data })
    }
  })

  it('is the same each time: nothing of one card is left in the next', () => {
    const first = SAMPLES.map(({ view }) => renderCard(view, TORONTO))
    const second = SAMPLES.map(({ view }) => renderCard(view, TORONTO))
    expect(second).toEqual(first)
  })

  it('shares nothing with the view it was made of', () => {
    const view = requestSample('active')
    const { card } = renderCard(view, TORONTO)
    for (const button of buttonsOf(card)) button.data.requestId = 'EL-XXXX'
    expect(buttonsOf(renderCard(view, TORONTO).card)[0]?.data.requestId).toBe('EL-4F7K')
  })
})

describe('what a button carries', () => {
  it('is the request and the version of the terms, and nothing of the card', () => {
    for (const { data } of buttonsOf(rendered(approvalSample('pendingApproval')).card))
      expect(data).toEqual({ verb: data.verb, requestId: 'EL-4F7K', termsVersion: 1 })
  })

  it('is the whole command where a button stands for one', () => {
    const sample = SAMPLES.find(({ name }) => name === 'candidates')
    const [first] = sample ? buttonsOf(rendered(sample.view).card) : []
    expect(first?.title).toBe('Exchange Administrator')
    const text = '/elevate Exchange Administrator 1h INC-1234'
    expect(first?.data).toEqual({ verb: 'say', requestId: null, termsVersion: null, text })
  })
})

describe('a terminal status', () => {
  it.each(STATUSES.filter(isTerminal))('%s leaves no button but Again, and that only if it is offered', (status) => {
    const again = buttonsOf(rendered(requestSample(status)).card)
    expect(again.map(({ title }) => title)).toEqual(['Again'])
    for (const view of [requestSample(status, { actions: [] }), approvalSample(status), activationSample(status)]) {
      const { card } = rendered(view)
      expect(buttonsOf(card)).toEqual([])
      expect(inputIdsOf(card)).toEqual([])
    }
  })
})

function verbsOf(view: CardView): readonly string[] {
  if (view.card === 'usageAlert') return view.look === null ? view.actions : [...view.actions, 'say']
  if ('actions' in view) return view.actions
  switch (view.card) {
    case 'form':
      return view.choices.length > 0 ? ['submit'] : []
    case 'candidates':
      return view.candidates.map(() => 'say')
    case 'list':
      return view.eligible.map(() => 'say')
    default:
      return []
  }
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}
