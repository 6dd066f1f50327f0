import { describe, expect, it } from 'vitest'
import { errorsOf, formModal, lessTimeModal, reasonModal } from '../../adapters/slack/blocks/modal.ts'
import { chosenKey, optionValue, roleOptions } from '../../adapters/slack/blocks/options.ts'
import { durationFromMs, HOUR } from '../../bot/domain/duration.ts'
import { REFUSAL_CODES } from '../../bot/domain/refusal.ts'
import type { Language } from '../../bot/domain/values.ts'
import type { FormCardView } from '../../bot/domain/views/card-view.ts'
import { REFUSAL_PARAMS } from '../../cards/wording-params.ts'
import { exchange, hour, SAMPLES, sampleForm, sampleParams } from '../cards/sample-views.ts'
import { problemsOfOptions, problemsOfView, valuesOf } from './block-kit-checker.ts'
import { HOSTILE_IN_SLACK, withTyped } from './hostile-views.ts'
import { foreignMarkup, shownText } from './shown.ts'

const LANGUAGES: readonly Language[] = ['en', 'fr']
const lookIn = (language: Language) => ({ language, timeZone: 'America/Toronto' })
const english = lookIn('en')
const METADATA = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 1 })
const forms = SAMPLES.flatMap(({ name, view }) => (view.card === 'form' ? [{ name, view }] : []))
const modalOf = (changes: Partial<FormCardView>) => formModal({ ...sampleForm, ...changes }, english, '')

interface Input {
  readonly type: string
  readonly block_id: string
  readonly optional: boolean
  readonly hint?: { readonly text: string }
  readonly element: { readonly [name: string]: unknown }
}

function inputsOf(modal: { readonly blocks: readonly object[] }): Input[] {
  return modal.blocks.filter((block): block is Input => 'type' in block && block.type === 'input')
}

const inputOf = (modal: { readonly blocks: readonly object[] }, name: string) =>
  inputsOf(modal).find(({ block_id }) => block_id === name)

describe('the form as a modal', () => {
  it.each(forms)('$name is within the limits in both languages', ({ view }) => {
    for (const language of LANGUAGES) expect(problemsOfView(formModal(view, lookIn(language), METADATA))).toEqual([])
  })

  it('has the inputs that the engine reads, each in a block and an action of its name', () => {
    const modal = modalOf({})
    expect(modal).toMatchObject({ callback_id: 'form', private_metadata: '' })
    const names = inputsOf(modal).map(({ block_id }) => block_id)
    expect(names).toEqual(['activatable', 'duration', 'ticket', 'justification'])
    expect(valuesOf(modal, 'action_id')).toEqual(names)
  })

  it('lets the role be looked for from the first letter on, and starts with the one that was named', () => {
    const named = { ...sampleForm.values, activatableKey: exchange.key, duration: hour }
    expect(inputOf(modalOf({}), 'activatable')?.element).toMatchObject({ type: 'external_select', min_query_length: 0 })
    expect(inputOf(modalOf({}), 'activatable')?.element).not.toHaveProperty('initial_option')
    const modal = modalOf({ values: named })
    expect(inputOf(modal, 'activatable')?.element['initial_option']).toMatchObject({ value: exchange.key })
    expect(inputOf(modal, 'duration')?.element['initial_option']).toMatchObject({ value: 'PT1H' })
  })

  it('names no role that is not among the choices', () => {
    const modal = modalOf({ values: { ...sampleForm.values, activatableKey: 'role:of-somebody-else:/' } })
    expect(JSON.stringify(modal)).not.toContain('somebody-else')
  })

  it('keeps what was typed', () => {
    const values = { ...sampleForm.values, ticket: 'INK <12>', justification: 'one & two\nthree' }
    const modal = modalOf({ values })
    expect(inputOf(modal, 'ticket')?.element['initial_value']).toBe('INK <12>')
    expect(inputOf(modal, 'justification')?.element['initial_value']).toBe('one & two\nthree')
  })

  it('demands only what every choice asks for, and says what the chosen one does', () => {
    const [first, second] = sampleForm.choices as [FormCardView['choices'][number], FormCardView['choices'][number]]
    const values = { ...sampleForm.values, activatableKey: first.key }
    const ticket = (choices: FormCardView['choices']) => inputOf(modalOf({ choices, values }), 'ticket')
    expect(ticket([{ ...first, require: ['ticket'] }, second])).toMatchObject({ optional: true })
    expect(ticket([{ ...first, require: ['ticket'] }, second])?.hint?.text).toBe('Needed for Exchange Administrator.')
    expect(ticket([{ ...first, require: ['ticket'] }])).toMatchObject({ optional: false })
    expect(ticket([first, second])?.hint?.text).toContain('a ticket or a justification is enough')
    expect(ticket([{ ...first, require: [] }])?.hint).toBeUndefined()
  })

  it('shows each problem under its field, and what is about no field on top', () => {
    const { view } = forms.find(({ name }) => name === 'form with problems') ?? {}
    const { blocks } = formModal(view ?? sampleForm, english, '')
    const order = blocks.map((block) => (block.type === 'input' ? block.block_id : block.type))
    expect(order).toEqual(['context', 'activatable', 'duration', 'context', 'ticket', 'context', 'justification'])
  })

  it('cannot be sent where there is nothing to choose from', () => {
    const modal = modalOf({ choices: [] })
    expect(problemsOfView(modal)).toEqual([])
    expect(modal.submit).toBeUndefined()
    expect(inputsOf(modal)).toEqual([])
    expect(shownText(modal.blocks)).toContain('You are not eligible')
  })

  it.each(HOSTILE_IN_SLACK)('is a form whatever was typed: %j', (text) => {
    for (const { view } of forms) {
      for (const language of LANGUAGES) {
        const modal = formModal(withTyped(view, text), lookIn(language), METADATA)
        expect(problemsOfView(modal)).toEqual([])
        expect(foreignMarkup(modal)).toEqual([])
      }
    }
  })

  it('takes texts longer than Slack allows to be typed', () => {
    const values = {
      ...sampleForm.values,
      justification: `${'y'.repeat(2999)}👩🏽‍🚀${'z'.repeat(900)}`,
      ticket: 'x'.repeat(4000),
    }
    const modal = modalOf({ values, missing: [{ code: 'ticketNotUnderstood', params: { typed: 'x'.repeat(4000) } }] })
    expect(problemsOfView(modal)).toEqual([])
    expect(JSON.stringify(modal)).not.toMatch(/\\ud[89a-f]/i)
  })
})

describe('the errors of a submission', () => {
  it('stand under fields that the modal has, with what to do', () => {
    const { view } = forms.find(({ name }) => name === 'form with problems') ?? {}
    const errors = errorsOf(view ?? sampleForm, 'en')
    expect(Object.keys(errors)).toEqual(['duration', 'ticket'])
    expect(errors['duration']).toMatch(/2 hours/)
  })

  it('are worded for every refusal there is, in both languages, and never name another block', () => {
    for (const language of LANGUAGES) {
      for (const code of REFUSAL_CODES) {
        const view = { ...sampleForm, missing: [{ code, params: sampleParams(REFUSAL_PARAMS[code]) }] }
        const names = inputsOf(formModal(view, lookIn(language), '')).map(({ block_id }) => block_id)
        for (const [name, text] of Object.entries(errorsOf(view, language))) {
          expect(names).toContain(name)
          expect(text).toMatch(/\S/)
          expect(text).not.toMatch(/\p{Co}|undefined/u)
        }
      }
    }
  })

  it('are none where nothing is wrong', () => {
    expect(errorsOf({ ...sampleForm, missing: [] }, 'fr')).toEqual({})
  })
})

describe('the modal that asks why', () => {
  it.each(['deny', 'takeBack', 'revoke'] as const)('%s: says which request, asks for the reason alone', (verb) => {
    for (const language of LANGUAGES) {
      const modal = reasonModal(verb, lookIn(language), METADATA)
      expect(problemsOfView(modal)).toEqual([])
      expect(modal).toMatchObject({ callback_id: `reason:${verb}`, private_metadata: METADATA })
      expect(inputsOf(modal).map(({ block_id, optional }) => [block_id, optional])).toEqual([
        ['reason', verb === 'takeBack'],
      ])
      expect(shownText(modal.blocks)).toContain('EL-4F7K')
    }
  })

  it.each(['', '{', 'null', '[]', '{"requestId":7}'])('opens with metadata that say nothing: %j', (metadata) => {
    const modal = reasonModal('deny', english, metadata)
    expect(problemsOfView(modal)).toEqual([])
    expect(modal.private_metadata).toBe(metadata)
  })
})

describe('the modal for less time', () => {
  it('offers the lengths of the button, in words', () => {
    const modal = lessTimeModal(['PT15M', 'PT1H30M'], english, METADATA, false)
    expect(problemsOfView(modal)).toEqual([])
    expect(modal).toMatchObject({ callback_id: 'lessTime', private_metadata: METADATA })
    expect(inputsOf(modal).map(({ block_id }) => block_id)).toEqual(['duration'])
    expect(shownText(modal.blocks)).toMatch(/15 minutes\n1 hour 30 minutes/)
  })

  it('asks to agree to the sentence where the approval would', () => {
    const modal = lessTimeModal(['PT15M'], english, METADATA, true)
    expect(problemsOfView(modal)).toEqual([])
    expect(inputOf(modal, 'confirm')).toMatchObject({ optional: false, element: { type: 'checkboxes' } })
    expect(shownText(modal.blocks)).toContain('I have checked this request')
  })

  it.each([[[]], [['soon', '', 'PT0M', '-PT1H', '<!channel>']], [Array.from({ length: 500 }, () => 'PT15M')]])(
    'always has something to choose: %#',
    (durations) => {
      const modal = lessTimeModal(durations, lookIn('fr'), METADATA, true)
      expect(problemsOfView(modal)).toEqual([])
      expect(JSON.stringify(modal)).not.toContain('channel')
    },
  )
})

describe('roles to choose from', () => {
  const [first] = sampleForm.choices as [FormCardView['choices'][number]]
  const many = Array.from({ length: 250 }, (_, n) => ({
    ...first,
    key: `role:${n}:/`,
    displayName: { en: `Role number ${n}`, fr: `Rôle numéro ${n}` },
  }))

  it('are a hundred at most, as Slack takes them', () => {
    expect(roleOptions(many, 'en', '')).toHaveLength(100)
    expect(problemsOfOptions(roleOptions(many, 'fr', ''))).toEqual([])
  })

  it('are those with every typed word, in either language, without accents or capitals', () => {
    const found = (typed: string) =>
      roleOptions([...sampleForm.choices, ...many], 'en', typed).map(({ text }) => text.text)
    expect(found('EXCH admin')).toEqual(['Exchange Administrator'])
    expect(found('montreal')).toEqual(['Helpdesk Administrator in Montréal'])
    expect(found('numero 249')).toEqual(['Role number 249'])
    expect(found('nobody')).toEqual([])
    expect(found('.*')).toEqual([])
    expect(found('   ')).toHaveLength(100)
  })

  it('say how long they may be held', () => {
    const [option] = roleOptions([{ ...first, maximumDuration: durationFromMs(2 * HOUR) }], 'fr', '')
    expect(option).toMatchObject({
      text: { text: 'Administrateur Exchange' },
      description: { text: 'Au plus 2\u00a0heures' },
    })
  })

  it('stay apart where only their ends differ', () => {
    const long = (end: string) => ({ en: `${'Very '.repeat(30)}${end}`, fr: end })
    const choices = ['reader', 'writer'].map((end) => ({ ...first, key: `role:${end}:/`, displayName: long(end) }))
    const texts = roleOptions(choices, 'en', '').map(({ text }) => text.text)
    expect(new Set(texts).size).toBe(2)
    expect(problemsOfOptions(roleOptions(choices, 'en', ''))).toEqual([])
  })

  it('have a short value for a long key, the same every time, and found again', () => {
    const key = `role:${'a'.repeat(200)}:/`
    const choices = [...sampleForm.choices, { ...first, key }]
    const value = optionValue(key)
    expect(value.length).toBeLessThanOrEqual(150)
    expect(roleOptions(choices, 'en', '').map((option) => option.value)).toContain(value)
    expect(chosenKey(value, choices)).toBe(key)
    expect(chosenKey(first.key, choices)).toBe(first.key)
    expect(chosenKey('sha256:forged', choices)).toBe('sha256:forged')
  })

  it.each(HOSTILE_IN_SLACK)('are names, whatever somebody called them or typed: %j', (text) => {
    const choices = [{ ...first, displayName: { en: text, fr: text } }]
    for (const language of LANGUAGES) {
      for (const typed of ['', text]) expect(problemsOfOptions(roleOptions(choices, language, typed))).toEqual([])
    }
  })
})
