import { describe, expect, it } from 'vitest'
import { toActivity, toCard } from '../../../adapters/teams/card.ts'
import type { Language } from '../../../bot/domain/values.ts'
import type { CardView } from '../../../bot/domain/views/card-view.ts'
import { formatInstants, intlInstantFormat } from '../../../cards/instants.ts'
import { renderCard } from '../../../cards/render-card.ts'
import { HOSTILE } from '../../attacks/hostile.ts'
import { buttonsOf, elementsOfType, linksOf as linksOfCard } from '../../cards/card-parts.ts'
import { approvalSample, SAMPLES } from '../../cards/sample-views.ts'
import { withTyped } from '../../slack/hostile-views.ts'
import { LARGEST_MESSAGE, problemsOfCard } from '../card-rules.ts'
import { linksOf, liveIn, meaningsOf, shownText, textsOf, verbsOf } from './shown.ts'
import { problemsByVendorSchema } from './vendor-cards.ts'

const LANGUAGES: readonly Language[] = ['en', 'fr']
const looks = LANGUAGES.map((language) => ({ language, timeZone: 'America/Toronto' }) as const)
const [english] = looks as [(typeof looks)[number]]

const keyed = { key: 'request:EL-4F7K:user', refreshFor: ['29:1one', '29:1two'] }
const posted = (view: CardView, look = english) => toCard(view, look, keyed)

/** The texts of a card as somebody in Toronto reads them, each apart. */
function factsIn(view: CardView, look = english): string[] {
  const { card } = formatInstants(renderCard(view, look), intlInstantFormat(look.language, look.timeZone))
  const facts = elementsOfType(card, 'FactSet').flatMap((set) => set.facts)
  return [
    ...elementsOfType(card, 'TextBlock').map(({ text }) => text),
    ...facts.flatMap(({ title, value }) => [title, value]),
  ]
}

describe.each(looks)('every card in Teams ($language)', (look) => {
  it.each(SAMPLES)('$name is one that Teams takes, says everything and has the same buttons', ({ view }) => {
    const card = posted(view, look)
    expect(problemsOfCard(card)).toEqual([])
    const seen = shownText(card)
    for (const fact of factsIn(view, look)) expect(seen).toContain(fact)
    expect(liveIn(card)).toEqual([])
    const plain = renderCard(view, look).card
    expect(verbsOf(card)).toEqual(buttonsOf(plain).map(({ verb }) => verb))
    expect(linksOf(card)).toEqual(linksOfCard(plain).map(({ url }) => url))
    const { attachments, summary, text } = toActivity(card, view, look)
    expect([attachments?.length, text]).toEqual([1, undefined])
    expect(String(summary).trim()).not.toBe('')
    expect(JSON.stringify(summary)).not.toMatch(/[\ue000-\uf8ff]/)
  })
})

describe('a card for everybody to read', () => {
  it.each(SAMPLES)('of $name has nothing to press or fill in', ({ view }) => {
    const card = toCard(view, english, { ...keyed, readOnly: true })
    expect(verbsOf(card)).toEqual([])
    expect(JSON.stringify(card)).not.toContain('"Input.')
    expect(problemsOfCard(card)).toEqual([])
  })
})

describe('the published schema of Adaptive Cards 1.5', () => {
  it('takes every card', ({ skip }) => {
    for (const look of looks) {
      for (const { name, view } of SAMPLES) {
        const problems = problemsByVendorSchema(posted(view, look))
        if (problems === null) return skip('the schema is not at hand')
        expect(problems, name).toEqual([])
      }
    }
  })

  it('would refuse a card with a mistake', ({ skip }) => {
    const problems = problemsByVendorSchema({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock' }] })
    if (problems === null) return skip('the schema is not at hand')
    expect(problems.length).toBeGreaterThan(0)
  })
})

/** What people might type to be more than text in Teams. */
const HOSTILE_IN_TEAMS: readonly string[] = [
  Object.values(HOSTILE).join(' '),
  '**Approved** _by_ ~nobody~ `code` [click](https://evil.example) ![x](https://evil.example/x.png) \\[a\\](b)',
  '<at>everyone</at> <at id="0">Alex</at> <b>x</b><script>alert(1)</script> &lt;at&gt; &amp;lt; &#60;at&#62;',
  '{{DATE(2026-01-01T00:00:00Z, LONG)}} {{TIME(2026-01-01T00:00:00Z)}} www.evil.example mailto:a@evil.example',
  '# Title\n- item\n1. first\n> quote\n| a | b |\n|---|---|\nTitle\n=====\nother\n---',
  'ok\nApprovals: 2 of 2\r\nJustification: fine\u2028Ticket: INC-1\\',
]

const isNoMatterOfSize = (problem: string) => !problem.endsWith('bytes are too many')

describe('text that people typed', () => {
  const harmless = new Map(SAMPLES.map(({ name, view }) => [name, meaningsOf(posted(withTyped(view, 'x')))]))

  it.each(HOSTILE_IN_TEAMS)('%j is text in every card, and gives no button another meaning', (text) => {
    for (const { name, view } of SAMPLES) {
      const card = posted(withTyped(view, text))
      expect(problemsOfCard(card).filter(isNoMatterOfSize), name).toEqual([])
      expect(liveIn(card), name).toEqual([])
      expect(meaningsOf(card), name).toEqual(harmless.get(name))
    }
  })

  it('is read as it was typed', () => {
    const typed = '**Approved** by [Alex](https://evil.example) <at>all</at> \\*'
    expect(shownText(posted(withTyped(approvalSample('pendingApproval'), typed)))).toContain(typed)
  })

  it('forges no line that looks like a fact', () => {
    for (const end of ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f', '\n\n']) {
      const card = posted(withTyped(approvalSample('pendingApproval'), `Please${end}Approvals: 2 of 2`))
      const lines = textsOf(card)
        .filter(({ isMarkdown }) => isMarkdown)
        .flatMap(({ text }) => text.split(/[\n\r\u2028\u2029\u0085\v\f]/))
      expect(lines.filter((line) => line.startsWith('Approvals: 2')).length).toBe(0)
    }
  })

  it('turns round nothing that stands beside it', () => {
    const card = posted(withTyped(approvalSample('pendingApproval'), '\u202Eevoba\u202C\u2067x\u2069'))
    expect(JSON.stringify(card)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(shownText(card)).toContain('evobax')
  })

  it('carries no date of its own', () => {
    const forged = '\uE0001777924800000,time\uE001 \uE1000\uE100'
    expect(JSON.stringify(posted(withTyped(approvalSample('pendingApproval'), forged)))).not.toMatch(/[\ue000-\uf8ff]/)
  })
})

describe('texts that are too long for Teams', () => {
  it.each(SAMPLES)('of $name make a message that Teams takes all the same', ({ view }) => {
    const wordy = withTyped(view, 'All work and no play. '.repeat(2400))
    const activity = toActivity(posted(wordy), wordy, english)
    expect(Buffer.byteLength(JSON.stringify(activity))).toBeLessThanOrEqual(LARGEST_MESSAGE)
    expect(activity.attachments?.length === 1 || String(activity['text']).length > 0).toBe(true)
  })
})
