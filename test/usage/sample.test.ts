import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  append,
  createSample,
  dropFirst,
  percentileOf,
  type Sample,
  shorten,
  sizeOf,
} from '../../bot/domain/usage/sample.ts'

function sampleOf(values: readonly number[]): Sample {
  const sample = createSample()
  for (const value of values) append(sample, value)
  return sample
}

/** What sorting finds. */
function plain(values: readonly number[], percent: number): number {
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)] ?? 0
}

const lengths = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 2 ** 33 }),
  fc.constantFrom(3_600_000, 7_200_000),
  fc.double({ min: 0, max: 3e7, noNaN: true }),
)
/** More than are looked through one by one. */
const many = fc.array(lengths, { minLength: 520, maxLength: 700, size: 'max' })
const percents = fc.integer({ min: 1, max: 100 })

describe('a percentile of a sample', () => {
  const of = (values: readonly number[], percent: number) => percentileOf([sampleOf(values)], percent)

  it('is the nearest rank, and 0 of nothing', () => {
    expect([of([4, 3, 1, 2], 50), of([3, 1, 2], 50), of([7], 90), of([], 50)]).toEqual([2, 2, 7, 0])
    expect(percentileOf([], 50)).toBe(0)
  })

  it('is what sorting finds, of several samples together too, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.array(lengths, { maxLength: 60 }), { maxLength: 4 }), percents, (lists, percent) => {
        expect(percentileOf(lists.map(sampleOf), percent)).toBe(plain(lists.flat(), percent))
      }),
    )
  })

  it('is what sorting finds of a sample so large that it is kept in buckets', () => {
    fc.assert(
      fc.property(many, percents, (values, percent) => {
        expect(sampleOf(values).buckets).not.toBeNull()
        expect(of(values, percent)).toBe(plain(values, percent))
      }),
      { numRuns: 50 },
    )
  })

  it('tells two lengths apart that are next to each other, and keeps negative ones', () => {
    const each = [1_048_575, 1_048_576, 1_048_577, -5]
    const values = each.flatMap((value) => Array<number>(200).fill(value))
    expect([25, 50, 75, 100].map((percent) => of(values, percent))).toEqual([-5, 1_048_575, 1_048_576, 1_048_577])
  })

  it('knows only what is there, whatever came and went at either end', () => {
    const steps = fc.array(fc.oneof(lengths, fc.constantFrom('first', 'last')), { maxLength: 600, size: 'max' })
    const before = fc.oneof(fc.constant([]), many)
    fc.assert(
      fc.property(before, steps, percents, (there, each, percent) => {
        const sample = sampleOf(there)
        const values = [...there]
        for (const step of each) {
          if (typeof step === 'number') {
            append(sample, step)
            values.push(step)
          } else if (values.length > 0) {
            if (step === 'first') dropFirst(sample)
            else shorten(sample, sizeOf(sample) - 1)
            if (step === 'first') values.shift()
            else values.pop()
          }
        }
        expect(sizeOf(sample)).toBe(values.length)
        expect(percentileOf([sample], percent)).toBe(plain(values, percent))
      }),
    )
  })
})
