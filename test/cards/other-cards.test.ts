import { describe, expect, it } from 'vitest'
import { durationFromMs, HOUR } from '../../bot/domain/duration.ts'
import type { RefusalCode } from '../../bot/domain/refusal.ts'
import type { FormCardView, RefusalCardView } from '../../bot/domain/views/card-view.ts'
import { buttonsOf, elementsOf, elementsOfType, factsOf, inputIdsOf, linksOf, rendered, textsOf } from './card-parts.ts'
import { exchange, helpdeskMontreal, hour, SAMPLES, sampleForm } from './sample-views.ts'

const others = [
  'alert',
  'form',
  'candidates',
  'refusal',
  'list',
  'settings',
  'help',
  'confirmation',
  'notice',
  'usageAlert',
  'usage',
  'history',
  'watchReport',
]

describe('facts of the other cards', () => {
  it.each(SAMPLES.filter(({ view }) => others.includes(view.card)))('$name', ({ view }) => {
    expect(rendered(view).fallbackText).toMatchSnapshot()
  })
})

describe('the form', () => {
  const known = { activatableKey: helpdeskMontreal.key, duration: hour, ticket: null, justification: null }

  it('asks for a ticket or a justification only where they may be needed', () => {
    expect(inputIdsOf(rendered(sampleForm).card)).toEqual(['activatable', 'duration', 'ticket', 'justification'])
    expect(inputIdsOf(rendered({ ...sampleForm, values: known }).card)).toEqual(['activatable', 'duration'])
    const required: FormCardView = { ...sampleForm, values: known, require: ['ticket'] }
    expect(inputIdsOf(rendered(required).card)).toEqual(['activatable', 'duration', 'ticket'])
  })

  it('keeps what was said, even what is not needed: only inputs come back', () => {
    const values = { ...known, justification: 'Printer migration' }
    const { card } = rendered({ ...sampleForm, values })
    expect(elementsOf(card)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'activatable', value: helpdeskMontreal.key }),
        expect.objectContaining({ id: 'duration', value: 'PT1H' }),
        expect.objectContaining({ id: 'justification', value: 'Printer migration' }),
      ]),
    )
  })

  it('offers each role with its limit, and the duration asked for among the others', () => {
    const values = { ...known, activatableKey: exchange.key, duration: durationFromMs(1.5 * HOUR) }
    const offered = [...sampleForm.durations, durationFromMs(1.5 * HOUR)]
    const view = { ...sampleForm, values, durations: offered }
    const [roles, durations] = elementsOfType(rendered(view).card, 'Input.ChoiceSet')
    expect(roles?.choices.map(({ title }) => title)).toEqual([
      'Exchange Administrator, up to 2 hours',
      'Helpdesk Administrator in Montréal, up to 8 hours',
    ])
    expect(durations?.choices.map(({ title }) => title)).toEqual([
      '15 minutes',
      '30 minutes',
      '1 hour',
      '1 hour 30 minutes',
      '2 hours',
    ])
  })

  it('offers no duration beyond the maximum of the role that is chosen', () => {
    const values = { ...known, activatableKey: exchange.key, duration: durationFromMs(4 * HOUR) }
    const view = { ...sampleForm, values, durations: [...sampleForm.durations, durationFromMs(4 * HOUR)] }
    const durations = elementsOfType(rendered(view).card, 'Input.ChoiceSet')[1]
    expect(durations?.choices.map(({ value }) => value)).toEqual(['PT15M', 'PT30M', 'PT1H', 'PT2H'])
  })

  it('says what is wrong beside the input that it is about', () => {
    const missing: FormCardView['missing'] = [
      { code: 'durationTooLong', params: { duration: 'PT5H', maximum: 'PT2H' } },
      { code: 'directoryUnavailable', params: {} },
    ]
    const { card } = rendered({ ...sampleForm, missing })
    const beside = elementsOfType(card, 'Container').find(
      ({ items }) => items[0]?.type === 'Input.ChoiceSet' && items[0].id === 'duration',
    )
    expect(beside?.items[1]).toMatchObject({
      type: 'TextBlock',
      text: expect.stringContaining('Ask for 2 hours or less.'),
    })
    expect(card.body[1]).toMatchObject({
      type: 'TextBlock',
      text: expect.stringContaining('directory does not answer'),
    })
  })

  it('has nothing to send for somebody who is eligible for nothing', () => {
    const { card } = rendered({ ...sampleForm, choices: [], require: ['ticket'] })
    expect(inputIdsOf(card)).toEqual([])
    expect(buttonsOf(card)).toEqual([])
    expect(textsOf(card).join()).toContain('You are not eligible for any role or group.')
  })
})

describe('a refusal', () => {
  const refusalOf = (code: RefusalCode, params: RefusalCardView['refusals'][number]['params'] = {}) =>
    ({ card: 'refusal', refusals: [{ code, params }], requestId: null, verifyUrl: null }) as const

  it('says what, why and what to do instead', () => {
    const params = { duration: 'PT5H', maximum: 'PT2H', role: { ...exchange.displayName } }
    const { card } = rendered({
      card: 'refusal',
      refusals: [{ code: 'durationTooLong', params }],
      requestId: null,
      verifyUrl: null,
    })
    expect(textsOf(card)).toEqual([
      '5 hours is too long for Exchange Administrator.',
      'Its role settings permit up to 2 hours.',
      'Ask for 2 hours or less. When it has ended you can ask again.',
    ])
  })

  it('says of nothing to decide that nothing waits, and how to look', () => {
    const text = textsOf(rendered(refusalOf('nothingPending')).card).join(' ')
    expect(text).toContain('Nothing is waiting for your decision.')
    expect(text).toContain('Type “/elevate pending”')
  })

  it('names no id where none was typed', () => {
    expect(textsOf(rendered(refusalOf('unknownRequest')).card)).toContain('No request fits what you typed.')
  })

  it('tells an emergency account apart from one that is disabled', () => {
    const textOf = (params: RefusalCardView['refusals'][number]['params']) =>
      textsOf(rendered(refusalOf('personDisabled', params)).card).join(' ')
    expect(textOf({ emergency: true })).toMatch(/^This is an emergency account\. .*stay outside Elevate/)
    expect(textOf({ emergency: false, person: 'Adele Vance' })).toMatch(/^The account of Adele Vance is disabled\./)
  })

  it.each([
    [1, 2, '1 of 2 approvals is there.'],
    [2, 3, '2 of 3 approvals are there.'],
  ])('counts %i of %i approvals as one does', (counted, required, expected) => {
    expect(textsOf(rendered(refusalOf('approvalIncomplete', { counted, required })).card)).toContain(expected)
  })

  it('takes parameters of the wrong kind for unknown, and still shows', () => {
    const params = { duration: 5, maximum: ['x'], role: { de: 'x' } }
    const { fallbackText } = rendered({
      card: 'refusal',
      refusals: [{ code: 'durationTooLong', params }],
      requestId: null,
      verifyUrl: null,
    })
    expect(fallbackText).toContain('That is too long.')
  })

  it('links to the proof when that is what is missing', () => {
    const sample = SAMPLES.find(({ name }) => name === 'refusal verificationMissing')
    expect(sample && linksOf(rendered(sample.view).card)).toMatchObject([{ title: 'Prove it is you' }])
  })
})

describe('lists', () => {
  it('count what they do not show', () => {
    const sample = SAMPLES.find(({ name }) => name === 'list who, many')
    const texts = sample ? textsOf(rendered(sample.view).card) : []
    expect(texts.filter((text) => text.startsWith('EL-'))).toHaveLength(15)
    expect(texts).toContain('and 5 more')
  })

  it('tell apart what did not go through Elevate', () => {
    const sample = SAMPLES.find(({ name }) => name === 'list who')
    expect(sample && textsOf(rendered(sample.view).card)).toEqual(
      expect.arrayContaining([
        'Not through Elevate',
        'Pradeep Gupta: Global Administrator',
        'standing, without an end',
      ]),
    )
  })
})

describe('settings', () => {
  it('say that nobody can approve rather than listing nobody', () => {
    const sample = SAMPLES.find(({ name }) => name === 'settings that nobody can approve')
    expect(sample && factsOf(rendered(sample.view).card)['Approval']).toBe(
      'Needed, but there is nobody who can approve',
    )
  })
})

describe('a confirmation', () => {
  it.each([
    [1, 1, 'Your approval counts. No other is needed.'],
    [1, 2, 'Your approval counts. 1 of 2 is there.'],
    [2, 3, 'Your approval counts. 2 of 3 are there.'],
  ])('of an approval counts %i of %i as one does', (votes, required, expected) => {
    const params = { votes, required }
    const { card } = rendered({ card: 'confirmation', confirmation: 'approvalRecorded', requestId: null, params })
    expect(textsOf(card)).toContain(expected)
  })
})
