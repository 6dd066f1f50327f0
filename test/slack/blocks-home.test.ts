import { describe, expect, it } from 'vitest'
import { type HomeParts, homeOfCard, homeView } from '../../adapters/slack/blocks/home.ts'
import { STATUSES } from '../../bot/domain/activation-request.ts'
import type { Language } from '../../bot/domain/values.ts'
import type { RequestListCardView } from '../../bot/domain/views/card-view.ts'
import { renderCard } from '../../cards/render-card.ts'
import { exchange, helpdeskMontreal, SAMPLES, SUBMITTED, sampleFacts } from '../cards/sample-views.ts'
import { problemsOfView } from './block-kit-checker.ts'
import { HOSTILE_IN_SLACK, withTyped } from './hostile-views.ts'
import { buttonsIn, foreignMarkup, shownText } from './shown.ts'

const LANGUAGES: readonly Language[] = ['en', 'fr']
const lookIn = (language: Language) => ({ language, timeZone: 'America/Toronto' })
const list = (which: 'mine' | 'pending', changes: Partial<RequestListCardView> = {}): RequestListCardView => ({
  card: 'list',
  list: which,
  items: [],
  eligible: [],
  outside: [],
  ...changes,
})

const nothing: HomeParts = { mine: list('mine'), pending: list('pending') }
const parts: HomeParts = {
  mine: list('mine', {
    items: [
      sampleFacts('active'),
      sampleFacts('ending', { requestId: 'EL-3K3K' }),
      sampleFacts('pendingApproval', { requestId: 'EL-7M3P' }),
      sampleFacts('denied', { requestId: 'EL-2C8D' }),
    ],
    eligible: [
      { ...exchange, command: '/elevate Exchange Administrator 1h' },
      { ...helpdeskMontreal, command: '/elevate Helpdesk Administrator in Montréal 1h' },
    ],
  }),
  pending: list('pending', { items: [sampleFacts('pendingApproval', { requestId: 'EL-9P9P' })] }),
}

describe('the home tab', () => {
  it.each(LANGUAGES)('is within the limits, full, empty and overfull (%s)', (language) => {
    const many = Array.from({ length: 60 }, (_, n) => n)
    const full: HomeParts = {
      mine: list('mine', {
        items: many.flatMap((n) => STATUSES.map((status) => sampleFacts(status, { requestId: `EL-${n}` }))),
        eligible: many.map((n) => ({ ...exchange, key: `role:${n}:/`, command: `/elevate ${n}` })),
      }),
      pending: list('pending', { items: many.map((n) => sampleFacts('pendingApproval', { requestId: `EL-${n}` })) }),
    }
    for (const each of [nothing, parts, full]) expect(problemsOfView(homeView(each, lookIn(language)))).toEqual([])
    expect(shownText(homeView(full, lookIn('en')))).toMatch(/and 110 more[\s\S]*and 50 more[\s\S]*and 40 more/)
  })

  it('has a button for each role that may be asked for, which stands for the command', () => {
    const values = buttonsIn(homeView(parts, lookIn('en'))).filter(({ text }) => text.text === 'Request')
    expect(values.map(({ value }) => JSON.parse(value ?? '') as unknown)).toEqual(
      parts.mine.eligible.map(({ command }) => ({ requestId: null, termsVersion: null, text: command })),
    )
    expect(values.every(({ action_id }) => /^verb:say:\d+$/.test(action_id))).toBe(true)
  })

  it('shows what one holds and until when, with a button to end it, and no other', () => {
    const home = homeView(parts, lookIn('en'))
    const ends = buttonsIn(home).filter(({ action_id }) => action_id.startsWith('verb:deactivate'))
    expect(ends.map(({ value }) => JSON.parse(value ?? '') as unknown)).toEqual([
      { requestId: 'EL-4F7K', termsVersion: 1 },
    ])
    expect(JSON.stringify(home)).toContain(`<!date^${(SUBMITTED + 65 * 60_000) / 1000}^`)
    expect(shownText(home)).toMatch(/What you hold\nExchange Administrator[\s\S]*EL-4F7K · active until[\s\S]*EL-3K3K/)
  })

  it('shows what waits for a decision with all it is about, and decides nothing', () => {
    const home = homeView(parts, lookIn('en'))
    expect(shownText(home)).toMatch(
      /Waiting for a decision\nAdele Vance: Exchange Administrator[\s\S]*EL-9P9P · 1 hour · INC-1234 · Mail flow/,
    )
    expect(
      buttonsIn(home)
        .map(({ action_id }) => action_id)
        .join(),
    ).not.toMatch(/approve|deny/)
  })

  it('shows one’s own last requests once each', () => {
    const said = shownText(homeView(parts, lookIn('en')))
    for (const id of ['EL-4F7K', 'EL-3K3K', 'EL-7M3P', 'EL-2C8D']) expect(said.split(id)).toHaveLength(2)
  })

  it('says what there is not', () => {
    const said = shownText(homeView(nothing, lookIn('en')))
    for (const empty of ['You hold no active', 'Nothing is waiting', 'You are not eligible', 'You have not asked'])
      expect(said).toContain(empty)
    expect(buttonsIn(homeView(nothing, lookIn('en')))).toEqual([])
  })

  it.each(HOSTILE_IN_SLACK)('is text whatever was typed: %j', (text) => {
    for (const language of LANGUAGES) {
      const home = homeView(
        { mine: withTyped(parts.mine, text), pending: withTyped(parts.pending, text) },
        lookIn(language),
      )
      expect(problemsOfView(home)).toEqual([])
      expect(foreignMarkup(home)).toEqual([])
    }
  })

  it('leaves a button out where Slack could not carry its command', () => {
    const mine = list('mine', { eligible: [{ ...exchange, command: `/elevate ${'x'.repeat(3000)}` }] })
    const home = homeView({ ...nothing, mine }, lookIn('en'))
    expect(problemsOfView(home)).toEqual([])
    expect(buttonsIn(home).map(({ text }) => text.text)).toEqual(['Open the form'])
  })

  it('can say one thing: any card, such as the refusal of a stranger', () => {
    for (const { name, view } of SAMPLES) {
      expect(problemsOfView(homeOfCard(renderCard(view, lookIn('fr')), lookIn('fr'))), name).toEqual([])
    }
  })
})
