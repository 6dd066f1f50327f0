import { expect, test } from 'vitest'
import { findDurations } from '../../bot/domain/command/find-duration.ts'
import { normaliseText } from '../../bot/domain/command/normalise-text.ts'

const minutes = (typed: string) =>
  findDurations(normaliseText(typed).text).map(({ ms }) => (ms === null ? null : Math.round(ms / 60_000)))

test.each([
  ['1h', 60],
  ['90m', 90],
  ['1h30', 90],
  ['1h 30m', 90],
  ['1h30m', 90],
  ['1 h 30', 90],
  ['1.5 hours', 90],
  ['1,5 h', 90],
  ['.5h', 30],
  ['2 hrs', 120],
  ['1hr.', 60],
  ['an hour', 60],
  ['half an hour', 30],
  ['a half hour', 30],
  ['an hour and a half', 90],
  ['one and a half hours', 90],
  ['1 and a half hours', 90],
  ['1 hour and 30 minutes', 90],
  ['three quarters of an hour', 45],
  ['ninety minutes', 90],
  ['45 minutes', 45],
  ['60-minute', 60],
  ['15min', 15],
  ['PT1H', 60],
  ['pt1h30m', 90],
  ['P1D', 1440],
  ['1:30', 90],
  ['24 h', 1440],
  ['1 day', 1440],
  ['1½ hours', 90],
  ['¾ hour', 45],
  ['2 huor', 120],
  ['30 minuts', 30],
  ['une heure', 60],
  ['une demi-heure', 30],
  ["un quart d'heure", 15],
  ['deux heures et demie', 150],
  ['1 heure et 15 minutes', 75],
  ['0h', 0],
  ['PT0S', 0],
  ['-1h', -60],
  ['minus 2 hours', -120],
  ['1,000 hours', 60_000],
  ['3 weeks', 30_240],
])('%s is %i minutes', (typed, expected) => {
  expect(minutes(typed)).toEqual([expected])
})

test.each([
  ['1h 2h', [60, 120]],
  ['1h 60 minutes', [60, 60]],
  ['1-2 hours', [60, 120]],
  ['30m, 1h', [30, 60]],
])('%s is two durations', (typed, expected) => {
  expect(minutes(typed)).toEqual(expected)
})

test.each(['17:00', '5pm', '10:30'])('%s is a time of day rather than a duration', (typed) => {
  expect(minutes(typed)).toEqual([null])
})

test.each([
  'windows 365 admin',
  'dynamics 365',
  'm365',
  'P1 outage',
  'INC-1234',
  '3 mailboxes',
  'tier 0',
  '1st line',
  'version 2.1',
  '4 horses',
])('%s is no duration', (typed) => {
  expect(minutes(typed)).toEqual([])
})

test('a number before a word that is no unit hides no duration behind it', () => {
  expect(minutes('windows 365 half an hour')).toEqual([30])
  expect(minutes('dynamics 365 1h')).toEqual([60])
})

test('a number that counts what follows is no part of the duration', () => {
  expect(minutes('1h 30 mailboxes')).toEqual([60])
})

test('a dash between spaces is no minus', () => {
  expect(minutes('admin - 1h')).toEqual([60])
})

test('absurd numbers are infinite or huge, not an error', () => {
  expect(minutes(`${'9'.repeat(400)}h`)).toEqual([Number.POSITIVE_INFINITY])
})
