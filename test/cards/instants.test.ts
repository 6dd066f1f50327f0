import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../bot/domain/duration.ts'
import { formatInstants, instantMarker, intlInstantFormat, isSameDay, withoutPrivateUse } from '../../cards/instants.ts'
import { SUBMITTED } from './sample-views.ts'

describe('instants', () => {
  it('stay values in a text until a platform writes them', () => {
    const text = `from ${instantMarker(SUBMITTED, 'dateTime')} to ${instantMarker(SUBMITTED + MINUTE, 'time')}`
    expect(formatInstants(text, (at, style) => `<${at}|${style}>`)).toBe(
      `from <${SUBMITTED}|dateTime> to <${SUBMITTED + MINUTE}|time>`,
    )
  })

  it('are written everywhere in a card, and nothing else is changed', () => {
    const at = instantMarker(SUBMITTED, 'date')
    const card = { a: [at, 1, null, true], b: { c: `x ${at}`, d: 'y' } }
    expect(formatInstants(card, () => 'D')).toEqual({ a: ['D', 1, null, true], b: { c: 'x D', d: 'y' } })
    expect(card.b.c).toContain('\uE000')
  })

  it('are named with their zone', () => {
    const toronto = intlInstantFormat('en', 'America/Toronto')
    expect(toronto(SUBMITTED, 'time')).toBe('16:00 EDT')
    expect(toronto(SUBMITTED, 'date')).toBe('May 4, 2026')
    expect(toronto(SUBMITTED, 'dateTime')).toBe('May 4, 2026, 16:00 EDT')
    expect(intlInstantFormat('en', 'Asia/Kolkata')(SUBMITTED, 'time')).toBe('01:30 GMT+5:30')
  })

  it('are written in French as in Canada', () => {
    const toronto = intlInstantFormat('fr', 'America/Toronto')
    const morning = Date.UTC(2026, 4, 1, 13, 5)
    expect(toronto(SUBMITTED, 'time')).toBe('16\u00a0h\u00a000 HAE')
    expect(toronto(morning, 'dateTime')).toBe('1er mai 2026, 9\u00a0h\u00a005 HAE')
    expect(toronto(Date.UTC(2026, 4, 21, 4, 5), 'dateTime')).toBe('21 mai 2026, 0\u00a0h\u00a005 HAE')
  })

  it('are written at midnight as 00:00, not 24:00', () => {
    expect(intlInstantFormat('en', 'UTC')(Date.UTC(2026, 4, 4), 'time')).toBe('00:00 UTC')
  })

  it('are written in UTC, and named so, for a zone that does not exist', () => {
    expect(intlInstantFormat('en', 'Mars/Olympus')(SUBMITTED, 'time')).toBe('20:00 UTC')
  })

  it('fall on one day or not by the zone', () => {
    expect(isSameDay(SUBMITTED, SUBMITTED + 5 * 60 * MINUTE, 'America/Toronto')).toBe(true)
    expect(isSameDay(SUBMITTED, SUBMITTED + 5 * 60 * MINUTE, 'UTC')).toBe(false)
  })

  it('lose no other character to cleaning', () => {
    expect(withoutPrivateUse('a\uE000b\u200Fé😀\u{F0000}')).toBe('ab\u200Fé😀')
  })
})
