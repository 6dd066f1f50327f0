import { describe, expect, it } from 'vitest'
import { DAY } from '../../bot/domain/duration.ts'
import { quarter } from '../quarter/quarter.ts'
import { judge } from './judge-quarter.ts'
import { watchQuarter } from './watch-quarter.ts'

const WEEKS = 13

/** Two that no threshold was ever set by; `npm run quarters` judges others. */
describe.each([60, 61])('a simulated quarter of 200 people and 5,000 activations (seed %i)', (seed) => {
  const told = quarter({ seed, people: 200, activations: 5000 })
  const { missed, falseAlarms } = judge(told, watchQuarter(told, DAY))

  it('is as large as it says, and everything is planted in it', () => {
    expect(told.lives.length).toBeGreaterThanOrEqual(5000)
    expect(told.planted.length).toBeGreaterThanOrEqual(20)
  })

  it('has nothing planted that is not told', () => {
    expect(missed.map(({ kind, about }) => ({ kind, about }))).toEqual([])
  })

  it('gives no more than one false alarm a week', () => {
    const said = falseAlarms.map(({ record }) => `${record.finding.rule}:${record.finding.key}`)
    expect(said.length, said.join('\n')).toBeLessThanOrEqual(WEEKS)
  })
})
