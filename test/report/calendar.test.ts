import { describe, expect, it } from 'vitest'
import { monthsOf, periodOf } from '../../bot/domain/report/calendar.ts'

const ZONE = 'America/Toronto'

describe('the period of a report', () => {
  it.each([
    ['two days, both included', '2026-05-04', '2026-05-05', '2026-05-04T04:00:00Z', '2026-05-06T04:00:00Z'],
    ['one day', '2026-05-04', '2026-05-04', '2026-05-04T04:00:00Z', '2026-05-05T04:00:00Z'],
    ['months', '2026-02', '2026-03', '2026-02-01T05:00:00Z', '2026-04-01T04:00:00Z'],
    ['the day on which clocks change', '2026-03-08', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
  ])('%s', (_, from, to, start, end) => {
    expect(periodOf(from, to, ZONE)).toEqual({ from: Date.parse(start), to: Date.parse(end) })
  })

  it.each([
    ['2026-05-05', '2026-05-04'],
    ['2026-02-30', '2026-03-01'],
    ['May', '2026-05-04'],
    ['', ''],
    ['2026-13', '2026-14'],
  ])('%s to %s is none', (from, to) => {
    expect(periodOf(from, to, ZONE)).toBeNull()
  })

  it('touches its months, in the zone of the organisation', () => {
    const period = { from: Date.parse('2026-05-01T03:00:00Z'), to: Date.parse('2026-06-01T04:00:00Z') }
    expect(monthsOf(period, ZONE).map(({ name }) => name)).toEqual(['2026-04', '2026-05'])
  })
})
