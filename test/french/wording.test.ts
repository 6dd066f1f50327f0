import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { en as pageEn } from '../../adapters/web/page/wording/en.ts'
import { fr as pageFr } from '../../adapters/web/page/wording/fr.ts'

/** Every wording there is, by path; what is written by a function is written with values that stand out. */
type Texts = ReadonlyMap<string, string>

const root = join(import.meta.dirname, '../..')
const cards = {
  en: jsonTexts('cards/wording/en'),
  fr: jsonTexts('cards/wording/fr'),
}
const stepUp = {
  en: textsOf(readJson('adapters/step-up/wording/en.json')),
  fr: textsOf(readJson('adapters/step-up/wording/fr.json')),
}
const teams = {
  en: textsOf(readJson('adapters/teams/wording/en.json')),
  fr: textsOf(readJson('adapters/teams/wording/fr.json')),
}
const page = { en: textsOf(pageEn), fr: textsOf(pageFr) }

const wordings = [
  ['the cards', cards],
  ['the step-up pages', stepUp],
  ['Teams', teams],
  ['the page', page],
] as const

/** Where both languages say the same, and why they may. */
const same: ReadonlyMap<string, string> = new Map([
  ['product', 'the name of the product'],
  ['bot', 'the name of the product'],
  ['labels.elevate', 'the name of the product'],
  ['field.justification', 'a French word'],
  ['labels.justification', 'a French word'],
  ['labels.inputJustification', 'a French word'],
  ['statuses.active.short', 'a French word'],
  ['conversations', 'a French word'],
  ['log', 'a French word'],
  ['suggestions', 'a French word'],
  ['box', 'a French word'],
  ['help.form.command', 'the command alone'],
  ['examples.0', 'the command alone'],
  ['lines.fieldProblem', 'values alone'],
  ['lines.summary', 'values alone'],
  ['labels.lastActivation', 'values alone'],
  ['labels.approvalGiven', 'values alone'],
  ['labels.outcome', 'values alone'],
  ['labels.usageCount', 'values alone'],
  ['notices.decided.title', 'values alone'],
  ['notices.decided.text', 'values alone'],
  ['notices.ended.title', 'values alone'],
  ['notices.ended.text', 'values alone'],
])

describe.each(wordings)('the French wording of %s', (_, { en, fr }) => {
  it('has the texts of the English one, and no others', () => {
    expect([...fr.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it('says nothing in English: what is the same in both is on the list', () => {
    const equal = [...fr].filter(([path, text]) => en.get(path) === text).map(([path]) => path)
    expect(equal.filter((path) => !same.has(path))).toEqual([])
  })

  it('keeps to Canadian typography', () => {
    for (const [path, text] of fr)
      for (const piece of wordsIn(text)) expect(faultsOf(piece), `${path}: ${piece}`).toEqual([])
  })
})

it('the list of what may be the same holds nothing else', () => {
  const equal = wordings.flatMap(([, { en, fr }]) =>
    [...fr].filter(([path, text]) => en.get(path) === text).map(([path]) => path),
  )
  expect([...same.keys()].filter((path) => !equal.includes(path))).toEqual([])
})

describe('the French wording of the cards', () => {
  it('takes the arguments of the English one, each in the same way', () => {
    for (const [path, text] of cards.en) expect(argumentsOf(cards.fr.get(path) ?? ''), path).toEqual(argumentsOf(text))
  })

  it('writes a plural wherever it counts', () => {
    for (const [path, text] of cards.fr)
      for (const keys of pluralsOf(text)) expect(keys, path).toEqual(expect.arrayContaining(['one', 'other']))
  })

  it('addresses people formally, and no gender where it can be helped', () => {
    for (const [, { fr }] of wordings)
      for (const [path, text] of fr) {
        expect(text, path).not.toMatch(/(?<![\p{L}’])(?:tu|te|toi|ton|ta|tes)(?!\p{L})/iu)
        expect(text, path).not.toMatch(
          /[·⋅]e|\(e\)|(?<!\p{L})(?:informé|autorisé|prévenu|connecté)e?s?(?= (?:de|que|dès|quand|à))/u,
        )
      }
  })

  it('keeps to the glossary', () => {
    const avoided =
      /(?<!\p{L})(?:e-?mails?|mails?|tickets?|chats?|tchats?|étendues?|privilèges?|élever|élévation|octroy\p{L}*|rejet\p{L}*|réviseur\p{L}*|approbat(?:eur|rice)s?|demandeur\p{L}*|décliner|notifi\p{L}*|validation)(?!\p{L})/iu
    for (const [, { fr }] of wordings)
      for (const [path, text] of fr) for (const piece of wordsIn(text)) expect(piece, path).not.toMatch(avoided)
  })
})

describe('the check of typography', () => {
  it.each([
    ["l'annuaire", 'straight quote'],
    ['« Refuser »', 'guillemet without its fixed space'],
    ['Durée : 1', 'breaking space'],
    ['Vraiment ?', 'breaking space'],
    ['Vraiment!', 'no space'],
    ['Attendez...', 'three dots'],
    ['1 h 30', 'time that may break'],
    ['17:00', 'time with a colon'],
    ['“Refuser”', 'foreign quotes'],
  ])('finds %j: %s', (text) => {
    expect(faultsOf(text)).not.toEqual([])
  })

  it('passes what is right', () => {
    expect(faultsOf('«\u00a0Oui\u00a0»\u202f; à 17\u00a0h\u00a030\u00a0: fin\u202f! https://elevate.example')).toEqual(
      [],
    )
  })
})

function faultsOf(text: string): string[] {
  const faults: readonly (readonly [string, RegExp])[] = [
    ['straight or foreign quotes', /['"“”]/u],
    ['guillemets without fixed spaces', /«(?!\u00a0)|(?<!\u00a0)»/u],
    ['a breaking space before a sign', / [:;!?»]/u],
    ['no space before a sign', /[^\u00a0\u202f\s]:(?=[\s\u00a0]|$)|[^\u00a0\u202f][;!?](?=\s|$)/u],
    ['three dots', /\.\.\./u],
    ['a number that may part from its unit', /\d (?:h|min|s|heures?|minutes?|secondes?)(?!\p{L})|\d\u00a0h \d/u],
    ['a time with a colon', /(?<!\d)\d{1,2}:\d{2}/u],
    ['two spaces', / {2}/u],
  ]
  return faults.filter(([, pattern]) => pattern.test(text)).map(([fault]) => fault)
}

type Ast = ReturnType<IntlMessageFormat['getAst']>

/** The words of a wording without ICU syntax; values stand as a letter, so that what touches them is looked at. */
function wordsIn(text: string): string[] {
  const pieces: string[] = []
  const walk = (elements: Ast): string =>
    elements
      .map((element) => {
        if (element.type === 0) return element.value
        if ('options' in element) for (const { value } of Object.values(element.options)) pieces.push(walk(value))
        return 'x'
      })
      .join('')
  pieces.push(walk(parsed(text)))
  return pieces
}

/** `role`, `count plural`, `status select`; the `has…` flags are each language's own business. */
function argumentsOf(text: string): string[] {
  const found = new Set<string>()
  visit(parsed(text), (element) => {
    if (element.type === 0 || element.type === 7 || /^has\p{Lu}/u.test(element.value)) return
    found.add(element.value)
  })
  return [...found].sort()
}

function pluralsOf(text: string): string[][] {
  const found: string[][] = []
  visit(parsed(text), (element) => {
    if (element.type === 6) found.push(Object.keys(element.options))
  })
  return found
}

function visit(elements: Ast, look: (element: Ast[number]) => void): void {
  for (const element of elements) {
    look(element)
    if ('options' in element) for (const { value } of Object.values(element.options)) visit(value, look)
  }
}

function parsed(text: string): Ast {
  return new IntlMessageFormat(text, 'fr-CA', undefined, { ignoreTag: true }).getAst()
}

function jsonTexts(folder: string): Texts {
  return new Map(
    readdirSync(join(root, folder)).flatMap((file) => [
      ...textsOf(readJson(join(folder, file)), `${file.replace('.json', '')}.`),
    ]),
  )
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

function textsOf(value: unknown, path = ''): Texts {
  const said = typeof value === 'function' ? String(value(7, 7)) : value
  if (typeof said === 'string') return new Map([[path.replace(/\.$/, ''), said]])
  if (typeof said !== 'object' || said === null) return new Map()
  return new Map(Object.entries(said).flatMap(([key, inner]) => [...textsOf(inner, `${path}${key}.`)]))
}
