import { describe, expect, it } from 'vitest'
import { decisionRefusal, peopleToNotify, validVoters } from '../../bot/domain/approval-rules.ts'
import { guardedTime } from '../../bot/domain/clock-guard.ts'
import {
  DAY,
  durationFromMs,
  durationToMs,
  HOUR,
  MINUTE,
  parseIsoDuration,
  shorterDuration,
} from '../../bot/domain/duration.ts'
import { assessTerms, justificationSent } from '../../bot/domain/requirements.ts'
import { type RoleSettings, settingsFor } from '../../bot/domain/role-settings.ts'
import { EXCHANGE, NOW, requestAt } from './samples.ts'

const SETTINGS: RoleSettings = {
  maximumDuration: durationFromMs(2 * HOUR),
  defaultDuration: durationFromMs(HOUR),
  require: ['mfa', 'justificationOrTicket'],
  approval: null,
  approverStepUp: false,
}
const terms = { duration: durationFromMs(HOUR), ticket: null, justification: null }

describe('durations', () => {
  it('read 24 hours as 24 hours, also as a day', () => {
    expect(durationToMs(parseIsoDuration('PT24H') ?? durationFromMs(1000))).toBe(DAY)
    expect(parseIsoDuration('P1D')).toBe('PT24H')
  })

  it('have one canonical form', () => {
    expect(parseIsoDuration('PT90M')).toBe('PT1H30M')
    expect(parseIsoDuration('pt1h')).toBe('PT1H')
  })

  it.each(['', 'PT', 'P', 'PT0M', 'P1M', 'P1Y', 'PT-5M', '1h', 'PT1.5H', 'PT1H30', 'P1DT'])(
    'read %j as none',
    (text) => {
      expect(parseIsoDuration(text)).toBeNull()
    },
  )

  it('are never made from nothing or less', () => {
    for (const ms of [0, -1, 999, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => durationFromMs(ms)).toThrow(RangeError)
  })

  it('compare by length, not by text', () => {
    expect(shorterDuration(durationFromMs(9 * MINUTE), durationFromMs(HOUR))).toBe('PT9M')
  })
})

describe('terms against role settings', () => {
  it('miss a justification where neither it nor a ticket is given', () => {
    expect(assessTerms(terms, SETTINGS).missing.map(({ code }) => code)).toEqual(['justificationMissing'])
  })

  it('take a valid ticket for the justification, and send it as such', () => {
    const withTicket = { ...terms, ticket: 'INC-1234' }
    expect(assessTerms(withTicket, SETTINGS)).toEqual({ missing: [], refusals: [] })
    expect(justificationSent(withTicket, 'EL-4F7K')).toBe('INC-1234 (EL-4F7K)')
  })

  it('say what is permitted when the duration is too long or too short', () => {
    const long = assessTerms({ ...terms, duration: durationFromMs(2 * HOUR + 1000) }, SETTINGS)
    expect(long.refusals).toEqual([{ code: 'durationTooLong', params: { maximum: 'PT2H' } }])
    const short = assessTerms({ ...terms, duration: durationFromMs(MINUTE) }, SETTINGS)
    expect(short.refusals).toEqual([{ code: 'durationTooShort', params: { minimum: 'PT5M' } }])
  })

  it('refuse a justification that no audit event or card could hold', () => {
    const { refusals } = assessTerms({ ...terms, justification: 'x'.repeat(1001) }, SETTINGS)
    expect(refusals.map(({ code }) => code)).toEqual(['justificationTooLong'])
  })
})

describe('role settings', () => {
  const other = { ...SETTINGS, maximumDuration: durationFromMs(HOUR) }

  it('are those of the first entry that matches', () => {
    const entries = [
      { matches: [{ kind: 'tier', tier: 'critical' }], settings: other },
      { matches: [{ kind: 'any' }], settings: SETTINGS },
    ] as const
    expect(settingsFor(EXCHANGE, 'workload', entries)).toBe(SETTINGS)
    expect(settingsFor(EXCHANGE, 'critical', entries)).toBe(other)
  })

  it('are none where no entry matches', () => {
    const group = { matches: [{ kind: 'group', groupId: 'g' }], settings: SETTINGS } as const
    expect(settingsFor(EXCHANGE, 'workload', [group])).toBeNull()
    expect(settingsFor({ kind: 'group', groupId: 'h', access: 'member' }, 'workload', [group])).toBeNull()
  })
})

describe('who may decide', () => {
  it('is asked of the approvers of now, and an empty list is nobody', () => {
    expect(decisionRefusal(requestAt('pendingApproval'), 'alex', [])?.code).toBe('notApprover')
    expect(decisionRefusal(requestAt('pendingApproval'), 'alex', ['alex'])).toBeNull()
  })

  it('is never the requester', () => {
    expect(decisionRefusal(requestAt('pendingApproval'), 'adele', ['adele', 'alex'])?.code).toBe('ownRequest')
  })

  it('leaves out votes of those who are approvers no more, and counts nobody twice', () => {
    const vote = { at: NOW, duration: durationFromMs(HOUR), proven: false }
    const votes = ['alex', 'alex', 'megan', 'adele'].map((personId) => ({ personId, ...vote }))
    expect(validVoters(requestAt('pendingApproval', { votes }), ['alex', 'adele'])).toEqual(['alex'])
  })
})

describe('whom to notify', () => {
  it('spares those who are away', () => {
    expect(peopleToNotify(['alex', 'megan'], [], new Set(['alex']), 1)).toEqual(['megan'])
  })

  it('turns to escalation when too few are present', () => {
    expect(peopleToNotify(['alex', 'megan'], ['lead'], new Set(['alex']), 2)).toEqual(['megan', 'lead'])
  })

  it('turns to everybody rather than to nobody', () => {
    expect(peopleToNotify(['alex'], [], new Set(['alex']), 1)).toEqual(['alex'])
  })
})

describe('engine time', () => {
  const at = { now: NOW, reading: { wall: NOW, monotonic: 1000 } }

  it('follows the wall clock while both clocks agree', () => {
    expect(guardedTime(at, { wall: NOW + 500, monotonic: 1500 })).toMatchObject({ now: NOW + 500, step: 0 })
  })

  it('goes on at the pace of real time when the wall clock is set back', () => {
    const back = guardedTime(at, { wall: NOW - HOUR, monotonic: 6000 })
    expect(back).toMatchObject({ now: NOW + 5000, step: -HOUR - 5000 })
    expect(guardedTime(back, { wall: NOW - HOUR + 1000, monotonic: 7000 })).toMatchObject({ now: NOW + 6000, step: 0 })
  })

  it('reports a step forward that no time passed for', () => {
    expect(guardedTime(at, { wall: NOW + 10 * MINUTE, monotonic: 1000 })).toMatchObject({
      now: NOW + 10 * MINUTE,
      step: 10 * MINUTE,
    })
  })

  it('never runs backwards, not by a millisecond', () => {
    let time = { now: NOW, reading: { wall: NOW, monotonic: 0 } }
    for (let i = 1; i < 200; i += 1) {
      const next = guardedTime(time, { wall: NOW + ((i * 7919) % 4000) - 2000, monotonic: i * 0.3 })
      expect(next.now).toBeGreaterThanOrEqual(time.now)
      time = next
    }
  })
})
