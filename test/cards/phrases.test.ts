import { describe, expect, it } from 'vitest'
import { parseIsoDuration } from '../../bot/domain/duration.ts'
import { messageValues } from '../../cards/message-values.ts'
import { activatablePhrase, choicePhrase, durationPhrase, listPhrase, scopePhrase } from '../../cards/phrases.ts'
import { readerOf } from '../../cards/reader.ts'
import { exchange, helpdeskMontreal, tier0Group } from './sample-views.ts'

const reader = readerOf('en', 'America/Toronto')

describe('durations', () => {
  it.each([
    ['PT5M', '5 minutes'],
    ['PT1H', '1 hour'],
    ['PT1H30M', '1 hour 30 minutes'],
    ['PT1H1M1S', '1 hour 1 minute 1 second'],
    ['PT90M', '1 hour 30 minutes'],
    ['P1D', '24 hours'],
    ['PT30S', '30 seconds'],
  ])('%s is written as %s', (iso, written) => {
    const duration = parseIsoDuration(iso)
    expect(duration && durationPhrase(reader, duration)).toBe(written)
  })
})

describe('names', () => {
  it('say access to a group, and scope where it is not the whole directory', () => {
    expect(activatablePhrase(reader, tier0Group)).toBe('Tier 0 operators (member)')
    expect(activatablePhrase(reader, { ...tier0Group, access: 'owner' })).toBe('Tier 0 operators (owner)')
    expect(choicePhrase(reader, helpdeskMontreal)).toBe('Helpdesk Administrator in Montréal')
    expect(choicePhrase(reader, exchange)).toBe('Exchange Administrator')
    expect(scopePhrase(reader, exchange)).toBe('Whole directory')
    expect(scopePhrase(reader, helpdeskMontreal)).toBe('Administrative unit Montréal')
    const object = { kind: 'object', displayName: 'Finance' } as const
    expect(scopePhrase(reader, { ...helpdeskMontreal, scope: object })).toBe('One object: Finance')
  })

  it('are listed up to a number, then counted', () => {
    expect(listPhrase(reader, ['A', 'B', 'C'])).toBe('A, B and C')
    expect(listPhrase(reader, ['A', 'B', 'C'], 2)).toBe('A, B and 1 more')
  })
})

describe('parameters of a wording', () => {
  it('are written by their kind', () => {
    const kinds = { a: 'duration', b: 'name', c: 'names', d: 'status', e: 'flag', f: 'milliseconds' } as const
    const params = { a: 'PT1H', b: { en: 'X', fr: 'Y' }, c: ['P', 'Q'], d: 'timedOut', e: true, f: -90_000 }
    expect(messageValues(reader, kinds, params)).toMatchObject({
      a: '1 hour',
      b: 'X',
      c: 'P and Q',
      d: 'timed out',
      e: 'yes',
      f: '1 minute 30 seconds',
      hasA: 'yes',
    })
  })

  it('that are missing or of another kind are not known', () => {
    const kinds = { a: 'duration', b: 'name', c: 'names', d: 'status', e: 'instant', f: 'number', g: 'text' } as const
    const wrong = { a: 'soon', b: { de: 'X' }, c: [], d: 'toString', e: -1, f: '2', g: ['x'] }
    for (const params of [wrong, {}]) {
      const values = messageValues(reader, kinds, params)
      for (const name of Object.keys(kinds)) expect(values[name]).toBe('not known')
      expect(values['hasE']).toBe('no')
    }
  })

  it('that the table does not name are left out', () => {
    expect(messageValues(reader, { a: 'text' }, { a: 'x', secret: 'y' })).toEqual({ a: 'x', hasA: 'yes' })
  })
})
