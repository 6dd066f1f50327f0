import { expect, test } from 'vitest'
import { findEnds } from '../../bot/domain/command/find-end-time.ts'
import { normaliseText } from '../../bot/domain/command/normalise-text.ts'

const tuesday = { now: Date.parse('2026-03-10T14:00:00Z'), timeZone: 'America/Toronto' }
const ends = (typed: string, moment = tuesday) =>
  findEnds(normaliseText(typed).text, moment).map(({ at }) =>
    at === null ? null : new Date(at).toISOString().slice(0, 16),
  )

test.each([
  ['until 17:00', '2026-03-10T21:00'],
  ['until 5pm', '2026-03-10T21:00'],
  ['until 5:30 p.m.', '2026-03-10T21:30'],
  ['till noon', '2026-03-10T16:00'],
  ['until midnight', '2026-03-11T04:00'],
  ['until 17', '2026-03-10T21:00'],
  ['until 1700', '2026-03-10T21:00'],
  ['until 17h30', '2026-03-10T21:30'],
  ['til 17:00 today', '2026-03-10T21:00'],
  ['until tomorrow 9am', '2026-03-11T13:00'],
  ['until 9am tomorrow', '2026-03-11T13:00'],
  ['until 17:00 UTC', '2026-03-10T17:00'],
  ["jusqu'à 17 h", '2026-03-10T21:00'],
  ['jusqu’à midi', '2026-03-10T16:00'],
  ['until 9am', '2026-03-10T13:00'],
])('%s', (typed, expected) => {
  expect(ends(typed)).toEqual([expected])
})

test.each([
  'until 5',
  'until fixed',
  'until Friday',
  'until 25:00',
  'until 5pm EST',
  'until end of day',
  'until 2026-03-10',
])('%s is no certain time', (typed) => {
  expect(ends(typed)).toEqual([null])
})

test('up to two hours is a duration, no end', () => {
  expect(ends('up to 2h')).toEqual([])
})

test('where clocks go back, the first such time to come is meant', () => {
  const before = { now: Date.parse('2026-11-01T05:00:00Z'), timeZone: 'America/Toronto' }
  expect(ends('until 1:30am', before)).toEqual(['2026-11-01T05:30'])
  const between = { ...before, now: Date.parse('2026-11-01T05:45:00Z') }
  expect(ends('until 1:30am', between)).toEqual(['2026-11-01T06:30'])
})

test('where clocks go forward over a time, the time after the gap is meant', () => {
  const night = { now: Date.parse('2026-03-08T06:00:00Z'), timeZone: 'America/Toronto' }
  expect(ends('until 2:30am', night)).toEqual(['2026-03-08T07:30'])
})

test('a zone that does not exist gives no time', () => {
  expect(ends('until 17:00', { ...tuesday, timeZone: 'Atlantis/Capital' })).toEqual([null])
})
