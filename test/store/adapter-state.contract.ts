import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../bot/domain/duration.ts'
import type { Instant, Json } from '../../bot/domain/values.ts'
import type { AdapterState, StateWrite } from '../../bot/ports/adapter-state.ts'
import { MONDAY } from './samples.ts'

export interface OpenedState {
  readonly state: AdapterState
  close(): Promise<void>
}

/** Opens an empty state whose time is `now` and that has a key for secrets. */
export type OpenState = (now: () => Instant) => Promise<OpenedState>

/** What every `AdapterState` must do. */
export function adapterStateContract(open: OpenState): void {
  let opened: OpenedState
  let state: AdapterState
  let now = MONDAY

  beforeEach(async () => {
    now = MONDAY
    opened = await open(() => now)
    state = opened.state
  })
  afterEach(() => opened.close())

  const put = (key: string, value: Json, expectedVersion: number | null = null, more: Partial<StateWrite> = {}) =>
    state.put({ namespace: 'slack', key, value, expectedVersion, ...more })

  describe.each([{ secret: false }, { secret: true }])('a record (secret: $secret)', (kind) => {
    it.each([
      ['text', 'U0123 "é" 🙂 \u0000 \ud800'],
      ['number', -1.5],
      ['false', false],
      ['null', null],
      ['nothing much', ''],
      ['nested', { list: [1, null, { a: 'b' }] }],
    ])('comes back as it was put: %s', async (_, value) => {
      expect(await put('k', value, 0, kind)).toEqual({ outcome: 'saved', version: 1 })
      expect(await state.get('slack', 'k')).toEqual({ key: 'k', value, version: 1, expiresAt: null })
    })

    it('grows by one version with each write', async () => {
      await put('k', 'a', 0, kind)
      expect(await put('k', 'b', 1, kind)).toEqual({ outcome: 'saved', version: 2 })
      expect(await put('k', 'c', null, kind)).toEqual({ outcome: 'saved', version: 3 })
      expect(await state.get('slack', 'k')).toMatchObject({ value: 'c', version: 3 })
    })
  })

  it('is null where there is none, also in another namespace', async () => {
    await put('k', 1)
    expect(await state.get('teams', 'k')).toBeNull()
    expect(await state.get('slack', 'K')).toBeNull()
  })

  it.each([
    ['must not exist', 0],
    ['was read older', 1],
    ['was never that new', 3],
  ])('refuses a write over one that %s, and keeps what is there', async (_, expectedVersion) => {
    await put('k', 'a')
    await put('k', 'b')
    expect(await put('k', 'c', expectedVersion)).toEqual({ outcome: 'conflict' })
    expect(await state.get('slack', 'k')).toMatchObject({ value: 'b', version: 2 })
  })

  it('refuses to replace what is not there', async () => {
    expect(await put('k', 'a', 1)).toEqual({ outcome: 'conflict' })
    expect(await state.get('slack', 'k')).toBeNull()
  })

  it('lets exactly one of many simultaneous writers win', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => put('nonce', index, 0)))
    expect(outcomes.filter((result) => result.outcome === 'saved')).toHaveLength(1)
  })

  it.each(['', '\ud800'])('refuses the key %j, which could not be told from others', async (key) => {
    await expect(put(key, 1)).rejects.toMatchObject({ code: 'invalidKey' })
    expect(await state.list('slack')).toEqual([])
  })

  it('does not take one unreadable character for another', async () => {
    await put('\ufffd', 1)
    expect(await state.get('slack', '\ud800')).toBeNull()
    expect(await state.remove('slack', '\ud800')).toBe(false)
  })

  describe('expiry', () => {
    const expiresAt = MONDAY + 10 * MINUTE
    beforeEach(async () => {
      await put('k', 'a', 0, { expiresAt })
      await put('k', 'b', 1, { expiresAt })
    })

    it('holds until the instant', async () => {
      now = expiresAt - 1
      expect(await state.get('slack', 'k')).toEqual({ key: 'k', value: 'b', version: 2, expiresAt })
      expect(await put('k', 'c', 0, { expiresAt })).toEqual({ outcome: 'conflict' })
    })

    it('makes the record as good as gone from that instant on', async () => {
      now = expiresAt
      expect(await state.get('slack', 'k')).toBeNull()
      expect(await state.list('slack')).toEqual([])
      expect(await state.remove('slack', 'k')).toBe(false)
      expect(await put('k', 'late', 2)).toEqual({ outcome: 'conflict' })
    })

    it('lets a new record take the place, from version 1', async () => {
      now = expiresAt
      expect(await put('k', 'c', 0)).toEqual({ outcome: 'saved', version: 1 })
      expect(await state.get('slack', 'k')).toEqual({ key: 'k', value: 'c', version: 1, expiresAt: null })
    })

    it('ends with a write that names none', async () => {
      await put('k', 'c', 2)
      now = expiresAt + 1
      expect(await state.get('slack', 'k')).toMatchObject({ value: 'c', expiresAt: null })
    })

    it('takes nothing else away while expired records are cleared', async () => {
      for (let index = 0; index < 50; index++) await put(`short-${index}`, index, 0, { expiresAt })
      await put('lasting', 1)
      await put('later', 1, 0, { expiresAt: expiresAt + 1 })
      now = expiresAt
      for (let index = 0; index < 5; index++) await put('other', index)
      expect((await state.list('slack')).map((record) => record.key)).toEqual(['lasting', 'later', 'other'])
    })
  })

  describe('removal', () => {
    it('says whether something was removed', async () => {
      await put('k', 1)
      expect(await state.remove('teams', 'k')).toBe(false)
      expect(await state.remove('slack', 'k')).toBe(true)
      expect(await state.remove('slack', 'k')).toBe(false)
      expect(await state.get('slack', 'k')).toBeNull()
    })

    it('takes only the version named', async () => {
      await put('k', 1)
      await put('k', 2)
      expect(await state.remove('slack', 'k', 1)).toBe(false)
      expect(await state.get('slack', 'k')).toMatchObject({ value: 2 })
      expect(await state.remove('slack', 'k', 2)).toBe(true)
    })

    it('succeeds for exactly one of many', async () => {
      await put('nonce', 1)
      const removed = await Promise.all(Array.from({ length: 10 }, () => state.remove('slack', 'nonce', 1)))
      expect(removed.filter(Boolean)).toHaveLength(1)
    })
  })

  describe('a list', () => {
    const byBytes = ['A', 'a', 'a:1', 'a:10', 'a:2', 'b', 'z%', 'é', '\ud7ffx', '\ue000', '\uffff', '🙂', '\u{10ffff}x']
    beforeEach(async () => {
      for (const key of byBytes.toReversed()) await put(key, key)
      await state.put({ namespace: 'teams', key: 'a:3', value: 1, expectedVersion: 0 })
    })
    const keys = async (query: Parameters<AdapterState['list']>[1]) =>
      (await state.list('slack', query)).map((record) => record.key)

    it('has every record of the namespace by UTF-8 bytes', async () => {
      expect(await keys({})).toEqual(byBytes)
      expect((await state.list('slack')).map((record) => record.value)).toEqual(byBytes)
    })
    it('can be turned round', async () => {
      expect(await keys({ descending: true })).toEqual(byBytes.toReversed())
    })
    it.each([
      ['a', ['a', 'a:1', 'a:10', 'a:2']],
      ['a:', ['a:1', 'a:10', 'a:2']],
      ['z%', ['z%']],
      ['%', []],
      ['\ud7ff', ['\ud7ffx']],
      ['\uffff', ['\uffff']],
      ['\u{10ffff}', ['\u{10ffff}x']],
    ])('keeps to the prefix %j', async (prefix, expected) => {
      expect(await keys({ prefix })).toEqual(expected)
    })
    it('goes on after a key, limited, in both directions', async () => {
      expect(await keys({ after: 'a', limit: 2 })).toEqual(['a:1', 'a:10'])
      expect(await keys({ prefix: 'a:', after: 'a:1' })).toEqual(['a:10', 'a:2'])
      expect(await keys({ prefix: 'a', after: 'a:10', descending: true })).toEqual(['a:1', 'a'])
      expect(await keys({ prefix: 'a', descending: true, limit: 1 })).toEqual(['a:2'])
      expect(await keys({ limit: 0 })).toEqual([])
    })
    it('opens secret records too', async () => {
      await put('s:1', 'hidden', 0, { secret: true })
      expect(await state.list('slack', { prefix: 's:' })).toMatchObject([{ value: 'hidden' }])
    })
  })
}
