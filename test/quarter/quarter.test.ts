import { describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import { isTerminal } from '../../bot/domain/activation-request.ts'
import { DAY } from '../../bot/domain/duration.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import { createMemoryHistory } from '../simulation/memory-history.ts'
import { createMemoryStore } from '../simulation/memory-store.ts'
import { collected } from '../store/samples.ts'
import { keepQuarter } from './keep.ts'
import { MISUSE, quarter } from './quarter.ts'

const made = quarter({ seed: 7, people: 200, activations: 5000 })

describe('a simulated quarter', () => {
  it('has at least 200 people and 5,000 activations', () => {
    expect(made.directoryAt(made.to).people.length).toBeGreaterThanOrEqual(200)
    const activated = made.lives.filter(({ request }) => request.activation !== null)
    expect(activated.length).toBeGreaterThanOrEqual(5000)
  })

  it('is the same for the same seed, and another for another', () => {
    const again = quarter({ seed: 7, people: 200, activations: 5000 })
    expect(again.events).toEqual(made.events)
    expect(quarter({ seed: 8, people: 200, activations: 5000 }).events).not.toEqual(made.events)
  })

  it('ends every life within itself, in the order of the log', () => {
    expect(made.lives.every(({ request }) => isTerminal(request.status))).toBe(true)
    expect(made.events.every(({ at }, index) => at >= (made.events[index - 1]?.at ?? made.from))).toBe(true)
    expect(made.events.at(-1)?.at).toBeLessThan(made.to)
  })

  it('opens no second request of a person for the same role while one is open', () => {
    const open = new Map<string, number>()
    for (const { request, audit } of made.lives) {
      const key = `${request.requesterId} ${activatableKey(request.terms.activatable)}`
      expect(request.submittedAt, `${request.id} of ${key}`).toBeGreaterThanOrEqual(open.get(key) ?? 0)
      open.set(key, audit.at(-1)?.at ?? 0)
    }
  })

  it('plants every kind of misuse, and none where none is asked for', () => {
    expect(new Set(made.planted.map(({ kind }) => kind))).toEqual(new Set(MISUSE))
    const clean = quarter({ seed: 7, people: 200, activations: 5000, plant: [] })
    expect(clean.planted).toEqual([])
    expect(clean.events.filter(({ type }) => type === 'assignmentFoundOutside')).toEqual([])
    expect(clean.directoryAt(clean.to).isLicensed).toBe(true)
  })

  it('uses every eligible role at least every four weeks, where no misuse says otherwise', () => {
    const clean = quarter({ seed: 7, people: 200, activations: 5000, plant: [] })
    const last = new Map<string, number>()
    let longest = 0
    for (const { request } of clean.lives) {
      const key = `${request.requesterId} ${activatableKey(request.terms.activatable)}`
      longest = Math.max(longest, request.submittedAt - (last.get(key) ?? clean.from))
      last.set(key, request.submittedAt)
    }
    expect(longest / 86_400_000).toBeLessThan(28)
  })

  it('can be told as history', async () => {
    const rows = made.events.map(({ personal: _, ...event }, index) => ({
      event: { ...event, seq: index + 1, previous: '' },
      canonical: '',
    }))
    let found = 0
    for await (const page of createMemoryHistory(rows).records({ from: made.from, to: made.to })) found += page.length
    expect(found).toBe(made.lives.length)
  })
})

describe('a store that lived through it', () => {
  it('knows every request and every snapshot, the half first and then the rest', async () => {
    const small = quarter({ seed: 3, people: 60, activations: 400 })
    const store = createMemoryStore(() => small.to)
    const middle = small.from + 45 * DAY
    await keepQuarter(store, small, { from: small.from, to: middle })
    expect(await submittedIn(store, small)).toBe(
      small.lives.filter(({ request }) => request.submittedAt < middle).length,
    )
    await keepQuarter(store, small, { from: middle, to: small.to })
    expect(await submittedIn(store, small)).toBe(small.lives.length)
    expect((await store.counts()).auditEvents).toBe(small.events.length)
    const days = await store.history.standingDays({ from: '2026-01-01', to: '2027-01-01' })
    expect(days.length).toBeGreaterThanOrEqual(90)
    expect((await store.history.standing(days.at(-1) ?? ''))?.assignments.length).toBeGreaterThan(60)
  })

  async function submittedIn(store: RequestStore, { from, to }: { from: number; to: number }): Promise<number> {
    return (await collected(store.history.usage({ from, to }))).reduce((sum, { first, end }) => sum + end - first, 0)
  }
})
