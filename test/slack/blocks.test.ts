import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../adapters/slack/blocks/limits.ts'
import { toMessage } from '../../adapters/slack/blocks/message.ts'
import { durationFromMs, MINUTE } from '../../bot/domain/duration.ts'
import type { Language } from '../../bot/domain/values.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { renderCard } from '../../cards/render-card.ts'
import { buttonsOf, elementsOfType, linksOf } from '../cards/card-parts.ts'
import { approvalSample, requestSample, SAMPLES, SUBMITTED, sampleForm } from '../cards/sample-views.ts'
import { problemsOfMessage, valuesOf } from './block-kit-checker.ts'
import { HOSTILE_IN_SLACK, withTyped } from './hostile-views.ts'
import { buttonsIn, foreignMarkup, liveMarkup, shownText, unmarked } from './shown.ts'

const LANGUAGES: readonly Language[] = ['en', 'fr']
const looks = LANGUAGES.map((language) => ({ language, timeZone: 'America/Toronto' }) as const)
const [english] = looks as [(typeof looks)[number]]

const message = (view: CardView, look = english) => toMessage(renderCard(view, look), look)

/** The texts of a card as somebody in Toronto reads them, each apart. */
function factsIn(view: CardView, look = english): string[] {
  const { card } = formatInstants(renderCard(view, look), intlInstantFormat(look.language, look.timeZone))
  const facts = elementsOfType(card, 'FactSet').flatMap((set) => set.facts)
  return [
    ...elementsOfType(card, 'TextBlock').map(({ text }) => text),
    ...facts.flatMap(({ title, value }) => [title, value]),
  ]
}

const spaced = (text: string) => text.replace(/\s+/g, ' ')

describe.each(looks)('every card in Slack ($language)', (look) => {
  it.each(SAMPLES)('$name is within the limits and says everything', ({ view }) => {
    const sent = message(view, look)
    expect(problemsOfMessage(sent)).toEqual([])
    const seen = spaced(shownText(sent.blocks))
    for (const fact of factsIn(view, look)) expect(seen).toContain(spaced(fact))
  })

  it.each(SAMPLES)('$name has the buttons of the card, and no others', ({ view }) => {
    const { card } = renderCard(view, look)
    const verbs = buttonsOf(card).map(({ verb }) => (verb === 'submit' ? 'say' : verb))
    const buttons = buttonsIn(message(view, look).blocks)
    const shownVerbs = buttons.filter(({ url }) => url === undefined).map(({ action_id }) => action_id.split(':')[1])
    expect(shownVerbs.sort()).toEqual(verbs.sort())
    expect(buttons.flatMap(({ url = [] }) => url)).toEqual(linksOf(card).map(({ url }) => url))
  })

  it.each(SAMPLES)('$name is told in words too, with the viewer’s own dates', ({ view }) => {
    const { text } = message(view, look)
    const rendered = formatInstants(renderCard(view, look), intlInstantFormat(look.language, look.timeZone))
    expect(text.trim()).not.toBe('')
    expect(unmarked(text)).toBe(rendered.fallbackText)
    expect(liveMarkup(text)).toEqual([])
  })
})

describe('text that people typed', () => {
  /** Each text in each card in one of the two languages, in turns; `npm run cards` takes both. */
  const looksFor = (turn: number) =>
    process.env['MODE'] === 'long' ? looks : looks.filter((_, at) => at === turn % looks.length)
  const meaningsIn = (blocks: unknown) =>
    buttonsIn(blocks).map(({ action_id, value, url }) => {
      const { text: _, ...subject } = JSON.parse(value ?? '{}') as { text?: string }
      return { action_id, subject, url }
    })
  const harmless = new Map(SAMPLES.map(({ name, view }) => [name, meaningsIn(message(withTyped(view, 'x')).blocks)]))

  it.each(HOSTILE_IN_SLACK.map((text, turn) => [text, turn] as const))(
    '%j is text in every card, whatever it looks like, and gives no button another meaning',
    (text, turn) => {
      for (const [at, { name, view }] of SAMPLES.entries()) {
        for (const look of looksFor(at + turn)) {
          const sent = message(withTyped(view, text), look)
          expect(problemsOfMessage(sent), name).toEqual([])
          expect(foreignMarkup(sent.blocks), name).toEqual([])
          expect(liveMarkup(sent.text), name).toEqual([])
          expect(meaningsIn(sent.blocks), name).toEqual(harmless.get(name))
        }
      }
    },
  )

  it('forges no line that looks like a fact', () => {
    for (const end of ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f']) {
      const { text, blocks } = message(withTyped(approvalSample('pendingApproval'), `Please${end}Approvals: 2 of 2`))
      for (const lines of [shownText(blocks).split('\n'), text.split(/[\n\r\u0085\u2028\u2029\v\f]/)]) {
        expect(lines.filter((line) => line.startsWith('Approvals:'))).toEqual(['Approvals: 1 of 2'])
      }
    }
  })

  it('turns round nothing that stands beside it', () => {
    const { text, blocks } = message(withTyped(approvalSample('pendingApproval'), '\u202Eevoba\u202C\u2067x\u2069'))
    expect(`${text}${JSON.stringify(blocks)}`).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(shownText(blocks)).toContain('evobax')
  })

  it('carries no date of its own', () => {
    const forged = `\uE000${SUBMITTED + MINUTE},time\uE001 \uE1000\uE100 <!date^1^{date}|x>`
    const dates = (typed: string) => {
      const { text, blocks } = message(withTyped(requestSample('active'), typed))
      return [text.match(/<!date\^\d+/g), valuesOf(blocks, 'timestamp')]
    }
    expect(dates(forged)).toEqual(dates('x'))
  })
})

describe('texts that are too long for Slack', () => {
  const long = 'All work and no play. '.repeat(30).trim()

  it.each(SAMPLES)('$name: cut with a mark, whole in the words', ({ view }) => {
    const wordy = withTyped(view, long)
    const sent = message(wordy)
    const whole = fallbackOf(wordy)
    expect(problemsOfMessage(sent)).toEqual([])
    // What is longer than a message may be is the next test's.
    if (whole.length <= LIMITS.messageText) expect(unmarked(sent.text)).toBe(whole)
    if (shownText(sent.blocks).length < whole.length) expect(shownText(sent.blocks)).toContain('…')
  })

  it.each(SAMPLES)('$name: of far too much, the words keep the beginning of every line', ({ view }) => {
    const endless = withTyped(view, long.repeat(80))
    const sent = message(endless)
    const lines = unmarked(sent.text).split('\n')
    expect(problemsOfMessage(sent)).toEqual([])
    expect(lines.map((line) => line.slice(0, 60))).toEqual(
      fallbackOf(endless)
        .split('\n')
        .map((line) => line.slice(0, 60)),
    )
  })

  it('keeps the buttons, whatever is cut', () => {
    const sent = message(withTyped(approvalSample('pendingApproval'), 'x'.repeat(60_000)))
    expect(problemsOfMessage(sent)).toEqual([])
    const ids = buttonsIn(sent.blocks).map(({ action_id }) => action_id)
    expect(ids).toEqual(['link:0', 'verb:approve', 'verb:approveLess', 'verb:deny'])
  })

  it('cuts no character and no date in two', () => {
    for (const emoji of ['👩🏽‍🚀', '𝒳', '🏳️‍🌈']) {
      for (const shift of ['', 'a', 'ab', 'abc']) {
        const { text, blocks } = message(withTyped(approvalSample('active'), shift + emoji.repeat(9000)))
        expect(text.isWellFormed() && JSON.stringify(blocks).isWellFormed()).toBe(true)
        expect(JSON.stringify(blocks)).not.toMatch(/\\ud[89a-f]/i)
        expect(`${text}${JSON.stringify(blocks)}`).not.toMatch(/\p{Co}/u)
        expect(liveMarkup(text)).toEqual([])
      }
    }
  })

  it('shows a command as words where a button cannot carry it', () => {
    const command = `/elevate ${'x'.repeat(2100)}`
    const view = SAMPLES.find(({ name }) => name === 'list mine')?.view
    const sent = message({ ...view, eligible: [{ ...eligible(view), command }] } as CardView)
    expect(problemsOfMessage(sent)).toEqual([])
    expect(buttonsIn(sent.blocks)).toEqual([])
    expect(shownText(sent.blocks)).toContain(command)
  })
})

describe('a button', () => {
  it('carries an id and a version, and nothing else', () => {
    const [approve] = buttonsIn(message(approvalSample('pendingApproval')).blocks).filter(({ url }) => !url)
    expect(approve).toMatchObject({ action_id: 'verb:approve', style: 'primary' })
    expect(JSON.parse(approve?.value ?? '')).toEqual({ requestId: 'EL-4F7K', termsVersion: 1 })
  })

  it('asks once more before a critical approval counts, and no other button does', () => {
    const sent = message(approvalSample('pendingApproval', { confirm: true }))
    const confirming = buttonsIn(sent.blocks).filter(({ confirm }) => confirm)
    expect(confirming.map(({ action_id }) => action_id)).toEqual(['verb:approve'])
    expect(shownText(confirming[0]?.confirm)).toContain('Adele Vance asks for Exchange Administrator')
    expect(shownText(confirming[0]?.confirm)).toContain('I have checked this request')
    expect(buttonsIn(message(approvalSample('pendingApproval')).blocks).some(({ confirm }) => confirm)).toBe(false)
  })

  it('keeps the sentence to agree to whole under the longest name', () => {
    const view = withTyped(approvalSample('pendingApproval', { confirm: true }), 'Wolfgang '.repeat(100))
    const [approve] = buttonsIn(message(view).blocks).filter(({ confirm }) => confirm)
    expect(shownText(approve?.confirm)).toContain('\n\nI have checked this request')
  })

  it('for less time knows what its modal offers, and whether that asks once more', () => {
    const lessTime = [durationFromMs(15 * MINUTE), durationFromMs(30 * MINUTE)]
    for (const confirm of [true, false]) {
      const sent = message(approvalSample('pendingApproval', { lessTime, confirm }))
      const less = buttonsIn(sent.blocks).find(({ action_id }) => action_id === 'verb:approveLess')
      const value: unknown = JSON.parse(less?.value ?? '')
      expect(value).toEqual({ requestId: 'EL-4F7K', termsVersion: 1, durations: ['PT15M', 'PT30M'], confirm })
    }
  })

  it('opens the form where a message stands for one', () => {
    const sent = message(sampleForm)
    const [button, ...others] = buttonsIn(sent.blocks)
    expect(others).toEqual([])
    expect(button).toMatchObject({ action_id: 'verb:say', text: { text: 'Open the form' } })
    expect(JSON.parse(button?.value ?? '')).toEqual({ requestId: null, termsVersion: null, text: '/elevate' })
  })

  it('never is an input: those are asked for in modals', () => {
    for (const { name, view } of SAMPLES)
      expect(JSON.stringify(message(view).blocks), name).not.toMatch(
        /"type":"(input|checkboxes|\w+_select|plain_text_input)"/,
      )
  })
})

it('shows instants in the viewer’s own zone', () => {
  const { blocks, text } = message(requestSample('active'))
  const end = (SUBMITTED + 65 * MINUTE) / 1000
  expect(JSON.stringify(blocks)).toContain(`"timestamp":${end}`)
  expect(text).toContain(`<!date^${end}^{`)
})

function fallbackOf(view: CardView): string {
  const { fallbackText } = formatInstants(renderCard(view, english), intlInstantFormat('en', english.timeZone))
  return fallbackText
}

function eligible(view: CardView | undefined) {
  return view?.card === 'list' ? view.eligible[0] : undefined
}
