import { describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import { assignmentKey } from '../../bot/domain/alerts/facts.ts'
import { DEFAULT_ALERT_SETTINGS, severityOf } from '../../bot/domain/alerts/settings.ts'
import { DAY, MINUTE } from '../../bot/domain/duration.ts'
import { activation, daysAgo, eligible, find, held, NOW, plainSettings, role } from './facts.ts'

const person = (id: string, enabled = true) =>
  [id, { id, displayName: id, userPrincipalName: id, enabled, language: null, timeZone: null }] as const

const seenSince = (state: 'eligible' | 'standing', who: string, at: number, name?: string) =>
  new Map([[assignmentKey(state, who, activatableKey(role(name))), at]])

describe('assignedOutside', () => {
  const facts = { active: [held()], firstSeen: seenSince('standing', 'pradeep', daysAgo(2)) }

  it('finds a standing assignment that appeared after watching began', () => {
    const [found, ...more] = find('assignedOutside', facts)
    expect(found).toMatchObject({ personId: 'pradeep', about: ['pradeep'], params: { at: daysAgo(2) } })
    expect(more).toEqual([])
  })

  it('finds one that ends on its own, and says when; not an activation', () => {
    const endsAt = NOW + DAY
    expect(find('assignedOutside', { ...facts, active: [held({ endsAt })] })).toMatchObject([{ params: { endsAt } }])
    expect(find('assignedOutside', { ...facts, active: [held({ endsAt, via: 'activated' })] })).toEqual([])
  })

  it('finds none that was there from the start, or is an emergency account’s', () => {
    expect(find('assignedOutside', { ...facts, firstSeen: seenSince('standing', 'pradeep', daysAgo(200)) })).toEqual([])
    expect(find('assignedOutside', { ...facts, emergencyAccounts: ['pradeep'] })).toEqual([])
    expect(find('assignedOutside', { ...facts, baselineAt: null })).toEqual([])
  })
})

describe('activatedTooOften', () => {
  const every = (minutes: number, count: number) =>
    Array.from({ length: count }, (_, n) => activation(NOW - (count - n) * minutes * MINUTE))

  it('finds the same role activated three times within minutes, or eight times within hours', () => {
    expect(find('activatedTooOften', { activations: every(9, 3) })).toMatchObject([{ weight: 3, personId: 'adele' }])
    expect(find('activatedTooOften', { activations: every(110, 8) })).toMatchObject([{ weight: 8 }])
  })

  it('finds neither fewer, nor other roles in between, nor what an earlier scan has seen', () => {
    expect(find('activatedTooOften', { activations: every(9, 2) })).toEqual([])
    expect(find('activatedTooOften', { activations: every(70, 6) })).toEqual([])
    const [first, second, third] = every(9, 3)
    if (!first || !second || !third) throw new Error('three')
    const other = { ...second, activatable: role('User Administrator') }
    expect(find('activatedTooOften', { activations: [first, other, third] })).toEqual([])
    expect(find('activatedTooOften', { activations: every(9, 3), since: NOW })).toEqual([])
  })

  it('gives one sequence one key, however long it grows', () => {
    const all = every(9, 5)
    const [early] = find('activatedTooOften', { activations: all.slice(0, 3) })
    const [late] = find('activatedTooOften', { activations: all })
    expect(late).toMatchObject({ key: early?.key, weight: 5 })
  })
})

describe('tooManyAdministrators', () => {
  const three = ['a', 'b', 'c'].map((id) => eligible(id, 'Global Administrator'))

  it('counts people who hold or may activate it, once each', () => {
    const standing = held({ personId: 'a', activatable: role('Global Administrator') })
    const [found] = find('tooManyAdministrators', { eligible: three, active: [standing] })
    expect(found).toMatchObject({ weight: 3, about: ['a', 'b', 'c'], params: { count: 3, percent: 100 } })
  })

  it('finds nothing below either threshold', () => {
    expect(find('tooManyAdministrators', { eligible: three.slice(1) })).toEqual([])
    const many = Array.from({ length: 40 }, (_, n) => eligible(`p${n}`))
    expect(find('tooManyAdministrators', { eligible: [...three, ...many] })).toEqual([])
  })
})

describe('mfaNotRequired', () => {
  const lax = { ...plainSettings, require: ['justification'] as const }
  const facts = { eligible: [eligible('a', 'Security Administrator')], tierOf: () => 'critical' as const }

  it('finds a critical role that is activated without proof', () => {
    expect(find('mfaNotRequired', { ...facts, settingsOf: () => lax })).toMatchObject([{ weight: 1, about: [] }])
  })

  it('finds none that asks for it, weighs little, or cannot be activated at all', () => {
    expect(find('mfaNotRequired', facts)).toEqual([])
    expect(find('mfaNotRequired', { ...facts, settingsOf: () => lax, tierOf: () => 'operations' })).toEqual([])
    expect(find('mfaNotRequired', { ...facts, settingsOf: () => null })).toEqual([])
  })
})

describe('eligibleUnused', () => {
  const facts = { eligible: [eligible('adele')], firstSeen: seenSince('eligible', 'adele', daysAgo(100)) }

  it('finds an eligible assignment that nobody used for 30 days, in one alert for all', () => {
    const [found] = find('eligibleUnused', { ...facts, activations: [activation(daysAgo(40))] })
    expect(found).toMatchObject({ key: 'all', weight: 1, about: ['adele'], params: { count: 1, days: 30 } })
  })

  it('finds none that was used, is new, or that nobody has watched long enough', () => {
    expect(find('eligibleUnused', { ...facts, activations: [activation(daysAgo(20))] })).toEqual([])
    expect(find('eligibleUnused', { ...facts, firstSeen: seenSince('eligible', 'adele', daysAgo(10)) })).toEqual([])
    expect(find('eligibleUnused', { ...facts, firstSeen: new Map() })).toEqual([])
    expect(find('eligibleUnused', { ...facts, historySince: daysAgo(10) })).toEqual([])
  })
})

describe('staleAccount', () => {
  const facts = { eligible: [eligible('adele')], people: new Map([person('adele')]) }

  it('finds an account with a role that has not signed in for 30 days, or is disabled', () => {
    expect(find('staleAccount', { ...facts, lastSignIn: new Map([['adele', daysAgo(31)]]) })).toMatchObject([
      { about: ['adele'], weight: 1 },
    ])
    expect(find('staleAccount', { ...facts, people: new Map([person('adele', false)]) })).toHaveLength(1)
  })

  it('finds none that signed in, whose sign-ins are not known, that has no role, or that is kept for emergencies', () => {
    expect(find('staleAccount', { ...facts, lastSignIn: new Map([['adele', daysAgo(3)]]) })).toEqual([])
    expect(find('staleAccount', facts)).toEqual([])
    expect(find('staleAccount', { people: new Map([person('adele', false)]) })).toEqual([])
    const kept = { lastSignIn: new Map([['adele', daysAgo(90)]]), emergencyAccounts: ['adele'] }
    expect(find('staleAccount', { ...facts, ...kept })).toEqual([])
  })

  it('gives whoever never signed in as long, from when the assignment was first seen', () => {
    const seen = (days: number) => {
      const assignment = assignmentKey('eligible', 'adele', activatableKey(role()))
      return { ...facts, lastSignIn: new Map([['adele', null]]), firstSeen: new Map([[assignment, daysAgo(days)]]) }
    }
    expect(find('staleAccount', seen(31))).toMatchObject([{ weight: 1, incidents: [{ personId: 'adele', at: null }] }])
    expect(find('staleAccount', seen(29))).toEqual([])
  })
})

describe('licenceMissing', () => {
  it('is found only where the directory says so', () => {
    expect(find('licenceMissing', { licence: 'missing' })).toHaveLength(1)
    expect(find('licenceMissing', { licence: 'valid' })).toEqual([])
    expect(find('licenceMissing', { licence: null })).toEqual([])
  })

  it('names the eligible people without a licence of their own, where there are licences at all', () => {
    const facts = { eligible: [eligible('adele'), eligible('alex')], unlicensed: ['alex', 'soc'] }
    const found = find('licenceMissing', { ...facts, licence: 'valid' })
    expect(found).toMatchObject([{ key: 'people', weight: 1, about: ['alex'], params: { count: 1 } }])
    expect(found.map((each) => severityOf(each, DEFAULT_ALERT_SETTINGS))).toEqual(['low'])
    const missing = find('licenceMissing', { ...facts, licence: 'missing' })
    expect(missing).toMatchObject([{ key: 'all', incidents: [] }])
    expect(missing.map((each) => severityOf(each, DEFAULT_ALERT_SETTINGS))).toEqual(['high'])
    expect(find('licenceMissing', { ...facts, licence: null })).toEqual([])
  })
})
