import { describe, expect, it } from 'vitest'
import type { Language } from '../../bot/domain/values.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import type { AdaptiveCardJson, Element } from '../../cards/element-subset.ts'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { type RenderedCard, renderCard } from '../../cards/render-card.ts'
import { buttonsOf, elementsOf, elementsOfType, linksOf } from '../cards/card-parts.ts'
import { SAMPLES, sampleFacts } from '../cards/sample-views.ts'
import { englishIn, withoutUserData } from './english-words.ts'

const zone = 'America/Toronto'
const raw = (view: CardView, language: Language) => renderCard(view, { language, timeZone: zone })
const rendered = (view: CardView, language: Language): RenderedCard =>
  formatInstants(raw(view, language), intlInstantFormat(language, zone))

describe('every card in French', () => {
  it.each(SAMPLES)('$name is in French, says so, and holds no English of ours', ({ view }) => {
    const { card, fallbackText, summary } = rendered(view, 'fr')
    expect(card.lang).toBe('fr')
    for (const text of [...shownIn(card), ...fallbackText.split('\n'), summary])
      expect(englishIn(withoutUserData(text, view)), text).toEqual([])
  })

  it.each(SAMPLES)('$name is well set: no leftovers, no doubled or missing spaces', ({ view }) => {
    const { card, fallbackText, summary } = rendered(view, 'fr')
    const said = [...shownIn(card), fallbackText, summary].join('\n')
    expect(said).not.toMatch(/undefined|null|NaN|\[object|[{}]|\p{Co}/u)
    expect(`${fallbackText}\n${summary}`).not.toMatch(
      / {2}\S| [,.;:!?»]|\.\.|\n\n|« | »|[^\s\u00a0\u202f]\u00a0?[;!?](?<!\u202f.)(?=\s)/,
    )
    // A name or word that begins with a vowel would want an apostrophe here.
    expect(withoutUserData(said, view)).not.toMatch(/(?<![\p{L}-])(?:de|que|ne|se|je|jusque) (?=[aàeéèêiîouh]\p{L})/iu)
  })
})

describe('French that depends on numbers and on who reads', () => {
  const reply = (view: CardView) => rendered(view, 'fr').fallbackText.replace(/[\u00a0\u202f]/gu, ' ')

  it.each([
    [1, 1, 'Votre approbation compte. Aucune autre n’est requise.'],
    [1, 2, 'Votre approbation compte. Approbation reçue : 1 sur 2.'],
    [2, 3, 'Votre approbation compte. Approbations reçues : 2 sur 3.'],
  ])('counts %i of %i approvals as one does', (votes, required, expected) => {
    const params = { votes, required }
    const view = { card: 'confirmation', confirmation: 'approvalRecorded', requestId: null, params } as const
    expect(reply(view)).toContain(expected)
  })

  it('tells the holder in the second person that the role is theirs', () => {
    const view = { ...sampleFacts('active'), card: 'notice', notice: 'activated', actions: [] } as const
    expect(reply(view)).toMatch(/^Vous détenez ce rôle, fin prévue : 17 h 05/)
    expect(reply(view)).not.toContain('Adele Vance')
  })

  it('says that nothing waits for a decision, and what to type', () => {
    const refusals = [{ code: 'nothingPending', params: {} }] as const
    const text = reply({ card: 'refusal', refusals, requestId: null, verifyUrl: null })
    expect(text).toContain('Rien n’attend votre décision.')
    expect(text).toContain('« /elevate en attente »')
  })
})

describe('a card in French and in English', () => {
  it.each(SAMPLES)('$name is laid out alike', ({ view }) => {
    expect(shapesOf(raw(view, 'fr').card.body)).toEqual(shapesOf(raw(view, 'en').card.body))
  })

  it.each(SAMPLES)('$name offers the same verbs, links, inputs and choices', ({ view }) => {
    const [en, fr] = [raw(view, 'en').card, raw(view, 'fr').card]
    expect(buttonsOf(fr).map(({ data, style }) => ({ data, style }))).toEqual(
      buttonsOf(en).map(({ data, style }) => ({ data, style })),
    )
    expect(urlsOf(fr)).toEqual(urlsOf(en))
    expect(inputsOf(fr)).toEqual(inputsOf(en))
  })

  it.each(SAMPLES)('$name tells the same instants, numbers, lengths and names', ({ view }) => {
    const [en, fr] = [raw(view, 'en'), raw(view, 'fr')]
    expect(instantsIn(fr.fallbackText)).toEqual(instantsIn(en.fallbackText))
    expect(instantsIn(fr.summary)).toEqual(instantsIn(en.summary))
    const factsOf = ({ card }: RenderedCard) => elementsOfType(card, 'FactSet').flatMap(({ facts }) => facts)
    expect(factsOf(fr).map(({ value }) => numbersIn(value))).toEqual(factsOf(en).map(({ value }) => numbersIn(value)))
    for (const name of peopleIn(view)) expect(fr.fallbackText.includes(name), name).toBe(en.fallbackText.includes(name))
  })
})

describe('the check for English', () => {
  it('finds words of ours, and leaves names and what people typed alone', () => {
    expect(englishIn('Approuvée par the directory')).toEqual(['the', 'directory'])
    expect(englishIn('Active jusqu’à 17 h EDT')).toEqual(['EDT'])
    expect(englishIn('Justification, durée, portée, actions')).toEqual([])
  })

  it('would find a card that was worded in English', () => {
    const found = SAMPLES.filter(({ view }) =>
      raw(view, 'en')
        .fallbackText.split('\n')
        .some((line) => englishIn(withoutUserData(line, view)).length > 0),
    )
    expect(found.length).toBe(SAMPLES.length)
  })
})

/** Everything of a card that people read, on it or in its inputs. */
function shownIn(card: AdaptiveCardJson): string[] {
  return elementsOf(card).flatMap((element) => {
    switch (element.type) {
      case 'TextBlock':
        return [element.text]
      case 'FactSet':
        return element.facts.flatMap(({ title, value }) => [title, value])
      case 'Input.ChoiceSet':
        return [element.label, element.placeholder ?? '', ...element.choices.map(({ title }) => title)]
      case 'Input.Text':
        return [element.label, element.placeholder ?? '']
      case 'Input.Toggle':
        return [element.title]
      case 'ActionSet':
        return element.actions.map(({ title }) => title)
      default:
        return []
    }
  })
}

function shapesOf(elements: readonly Element[]): unknown[] {
  return elements.map((element) => {
    if (element.type === 'Container') return [element.type, shapesOf(element.items)]
    if (element.type === 'ColumnSet') return [element.type, element.columns.map(({ items }) => shapesOf(items))]
    if (element.type === 'FactSet') return [element.type, element.facts.length]
    return element.type === 'ActionSet' ? [element.type, element.actions.length] : element.type
  })
}

function urlsOf(card: AdaptiveCardJson): string[] {
  return linksOf(card).map(({ url }) => url)
}

function inputsOf(card: AdaptiveCardJson): unknown[] {
  return elementsOf(card).flatMap((element) => {
    if (element.type === 'Input.ChoiceSet')
      return [[element.id, element.value, element.choices.map(({ value }) => value)]]
    if (element.type === 'Input.Text') return [[element.id, element.value]]
    if (element.type === 'Input.Toggle') return [[element.id, element.valueOn]]
    return []
  })
}

function instantsIn(text: string): string[] {
  return (text.match(/\uE000\d+,\w+\uE001/g) ?? []).sort()
}

function numbersIn(text: string): string[] {
  return (text.replace(/\uE000[^\uE001]*\uE001/g, '').match(/\d+/g) ?? []).sort()
}

function peopleIn(view: unknown): string[] {
  if (typeof view !== 'object' || view === null) return []
  const own = 'displayName' in view && typeof view.displayName === 'string' ? [view.displayName] : []
  return [...own, ...Object.values(view).flatMap(peopleIn)]
}
