import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adaptiveCard } from '../../cards/element-subset.ts'
import { expandTemplate, templateProblems } from '../../cards/templates.ts'

const folder = join(import.meta.dirname, '../../cards')
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

/** `${expression}` of a template. */
function bind(expression: string): string {
  return `\${${expression}}`
}

function cardOf(...body: object[]): object {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: bind('lang'),
    body,
  }
}

const text = { type: 'TextBlock', text: bind('title'), wrap: true }

describe('templates', () => {
  it('are there, one for each kind of card', () => {
    expect(files.length).toBeGreaterThanOrEqual(13)
  })

  it.each(files)('%s keeps to the subset, with words bound and bindings alone', (file) => {
    expect(templateProblems(JSON.parse(readFileSync(join(folder, file), 'utf8')))).toEqual([])
  })

  it.each([
    ['an element outside the subset', { type: 'Table' }],
    ['a property outside the subset', { ...text, isVisible: false }],
    ['a value outside the subset', { ...text, color: 'pink' }],
    ['text that does not wrap', { type: 'TextBlock', text: bind('title') }],
    ['a binding inside a longer text', { ...text, text: `By ${bind('name')}` }],
    ['two bindings in one text', { ...text, text: bind('a') + bind('b') }],
    ['words', { ...text, text: 'Approve' }],
    ['words in a fact', { type: 'FactSet', facts: [{ title: 'Role', value: bind('role') }] }],
    [
      'an element outside the subset, deep inside',
      { type: 'Container', items: [{ type: 'Container', items: [{ type: 'Media' }] }] },
    ],
    [
      'a button without its fallback',
      {
        type: 'ActionSet',
        actions: [{ type: 'Action.Execute', title: bind('t'), verb: bind('v'), style: 'default', data: bind('d') }],
      },
    ],
    ['a button that is no verb', { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: bind('t') }] }],
  ])('are refused with %s', (_, element) => {
    expect(templateProblems(cardOf(element))).not.toEqual([])
  })

  it('may bind anything that is checked when the card is rendered', () => {
    const bound = { $when: bind('exists(title)'), $data: bind('rows'), ...text, color: bind('tone') }
    expect(templateProblems(cardOf(bound))).toEqual([])
  })

  it('fail on data that lacks what they bind, instead of showing the binding', () => {
    expect(() => expandTemplate('confirmation', { lang: 'en', reference: null })).toThrow(/text/)
  })

  it('fail on data outside the subset', () => {
    const data = { lang: 'en', text: 'x', reference: null }
    expect(expandTemplate('confirmation', data).body).toHaveLength(1)
    expect(() => expandTemplate('confirmation', { ...data, text: { type: 'TextBlock' } })).toThrow()
  })
})

describe('the subset', () => {
  const button = { type: 'Action.OpenUrl', title: 'Open', url: 'https://example.com' }
  const cardWith = (actions: object[]) => ({ ...cardOf({ type: 'ActionSet', actions }), lang: 'en' })

  it('permits no more buttons in a set than every client draws', () => {
    expect(adaptiveCard.safeParse(cardWith(Array(5).fill(button))).success).toBe(true)
    expect(adaptiveCard.safeParse(cardWith(Array(6).fill(button))).success).toBe(false)
    expect(adaptiveCard.safeParse(cardWith([])).success).toBe(false)
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'x', ''])(
    'permits no link to %j',
    (url) => {
      expect(adaptiveCard.safeParse(cardWith([{ ...button, url }])).success).toBe(false)
    },
  )

  it('permits nothing more in what a button sends', () => {
    const data = { verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1 }
    const action = (more: object) => {
      const sent = { ...data, ...more }
      const rest = { title: 'Approve', style: 'positive', data: sent }
      return { type: 'Action.Execute', verb: 'approve', ...rest, fallback: { type: 'Action.Submit', ...rest } }
    }
    expect(adaptiveCard.safeParse(cardWith([action({})])).success).toBe(true)
    expect(adaptiveCard.safeParse(cardWith([action({ requester: 'adele' })])).success).toBe(false)
    expect(adaptiveCard.safeParse(cardWith([action({ verb: 'grantAll' })])).success).toBe(false)
  })
})
