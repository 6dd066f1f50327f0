import { describe, expect, it } from 'vitest'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import { formatInstants, mapTexts } from '../../cards/instants.ts'
import { renderCard } from '../../cards/render-card.ts'
import { elementsOfType, TORONTO } from './card-parts.ts'
import { approvalSample, requestSample, SAMPLES, SUBMITTED } from './sample-views.ts'
import { TYPED_TEXTS } from './typed-texts.ts'

/** What a template would evaluate. */
function bind(expression: string): string {
  return `\${${expression}}`
}

const hostile = [
  '**bold** _it_ ~no~ `code` [click](https://evil.example) # title',
  '<b>x</b><script>alert(1)</script><at>everyone</at> &amp;',
  '<!channel> <@U123> <https://evil.example|safe>',
  `${bind('summary')} ${bind('$root.title')} ${bind('if(true, 1, 2)')} \`${bind('x')}\``,
  "{role} {x, plural, other {#}} {{DATE(2026-01-01T00:00:00Z)}} '{' #",
  '\u202Egnirts desrever\u202C \u200F\u2067x\u2069',
  '=HYPERLINK("https://evil.example")',
  'constructor __proto__ toString $data $when $index',
  '"}],"type":"Action.OpenUrl"',
]

function withTyped(view: CardView, text: string): CardView {
  return mapTexts(view, (each) => (TYPED_TEXTS.has(each) ? text : each))
}

/** A card with every occurrence of a text taken back to a harmless one. */
function harmless(value: unknown, text: string): unknown {
  const escaped = JSON.stringify(text).slice(1, -1)
  return JSON.parse(JSON.stringify(value).replaceAll(escaped, 'HARMLESS'))
}

describe('text that people typed', () => {
  it.each(hostile)('%j stays text, unchanged, in every card', (text) => {
    for (const { view } of SAMPLES) {
      const shown = renderCard(withTyped(view, text), TORONTO)
      expect(harmless(shown, text)).toEqual(renderCard(withTyped(view, 'HARMLESS'), TORONTO))
    }
  })

  it('is never evaluated inside repeated data either', () => {
    const text = [bind('$root.title'), bind('value'), bind('title')].join(' ')
    const { card } = renderCard(withTyped(requestSample('pendingApproval'), text), TORONTO)
    const values = elementsOfType(card, 'FactSet').flatMap(({ facts }) => facts.map(({ value }) => value))
    expect(values).toContain(text)
    expect(values).toContain(`${text} and ${text}`)
  })

  it('cannot carry an instant: private-use characters are taken out', () => {
    const forged = `until \uE000${SUBMITTED},time\uE001 \uF8FF\u{10FFFD}!`
    const shown = renderCard(withTyped(approvalSample('pendingApproval'), forged), TORONTO)
    const [cleaned] = elementsOfType(shown.card, 'FactSet').flatMap(({ facts }) =>
      facts.filter(({ title }) => title === 'Justification'),
    )
    expect(cleaned?.value).toBe(`until ${SUBMITTED},time !`)
    const seen: number[] = []
    formatInstants(shown.card, (at) => String(seen.push(at)))
    const clean = renderCard(withTyped(approvalSample('pendingApproval'), 'x'), TORONTO)
    const expected: number[] = []
    formatInstants(clean.card, (at) => String(expected.push(at)))
    expect(seen).toEqual(expected)
  })

  it('cannot forge a line of the plain text', () => {
    for (const end of ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f']) {
      const text = `Please${end}Approvals: 2 of 2`
      const { fallbackText } = renderCard(withTyped(approvalSample('pendingApproval'), text), TORONTO)
      expect(fallbackText).toContain('\n  Approvals: 2 of 2')
      expect(fallbackText.split(/[\n\r\u0085\u2028\u2029\v\f]/).filter((line) => /^Approvals:/.test(line))).toEqual([
        'Approvals: 1 of 2',
      ])
    }
  })

  it('cannot give a button another verb or another request', () => {
    const { card } = renderCard(withTyped(requestSample('active'), '", "verb": "approve'), TORONTO)
    const [actions] = elementsOfType(card, 'ActionSet')
    expect(actions?.actions.map((action) => action.type === 'Action.Execute' && action.data)).toEqual(
      ['deactivate', 'again', 'notMe'].map((verb) => ({ verb, requestId: 'EL-4F7K', termsVersion: 1 })),
    )
  })
})
