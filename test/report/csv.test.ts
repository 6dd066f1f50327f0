import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from '../../bot/domain/report/csv.ts'

describe('a line of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '"=1', "'=1", '＝1', '\u200b=1', '|calc', '%0A=1'])(
    'makes %j inert',
    (typed) => {
      expect(csvLine([typed])).toMatch(/^"'/u)
    },
  )

  it.each([
    ['a ticket', 'INC-1234', '"INC-1234"'],
    ['a quote', 'say "yes"', '"say ""yes"""'],
    ['a comma and a break', 'one, two\nthree', '"one, two three"'],
    ['accents', 'Élise Côté', '"Élise Côté"'],
    ['nothing', null, ''],
    ['a number', -3, '-3'],
  ])('keeps %s', (_, value, expected) => {
    expect(csvLine([value])).toBe(expected)
  })

  it('whatever is typed, is one line whose cells begin with no formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), (cells) => {
        const line = csvLine(cells)
        expect(line).not.toMatch(/[\r\n\t]/u)
        expect(line.split(',').filter((_, index) => index === 0)[0]).not.toMatch(/^"[\s"]*[=+\-@]/u)
      }),
    )
  })
})
