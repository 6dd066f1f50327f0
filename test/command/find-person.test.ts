import { expect, test } from 'vitest'
import { personAt } from '../../bot/domain/command/find-person.ts'
import { normaliseText } from '../../bot/domain/command/normalise-text.ts'
import { contextFor } from './corpus.ts'

const { people } = contextFor([])
const found = (typed: string) => personAt(normaliseText(typed), 0, people)?.person ?? null

test.each([
  '@Adele Vance',
  '@adele vance laptop stolen',
  '@Adele',
  '@adele',
  'Adele Vance',
  'adele@contoso.example',
  '@adele@contoso.example.',
  '<@adele>',
  '<at>Adele Vance</at>',
  '@ＡＤＥＬＥ',
])('%s is Adele', (typed) => {
  expect(found(typed)).toEqual({ found: 'one', personId: 'adele' })
})

test('a first name that two people have is asked about', () => {
  expect(found('@Alex')).toEqual({ found: 'several', personIds: ['alex', 'alexis'] })
})

test('a full name decides between people of the same first name', () => {
  expect(found('@Alex Morgan phone lost')).toEqual({ found: 'one', personId: 'alexis' })
})

test.each(['@bob', '@Adele Smith', '@adel', '<@U999>', '<at>Adele</at>'])('%s is nobody', (typed) => {
  expect(found(typed)).toMatchObject({ found: 'none', refusal: { code: 'unknownPerson' } })
})

test('words that name nobody are no person', () => {
  expect(found('laptop stolen')).toBeNull()
  expect(found('')).toBeNull()
})
