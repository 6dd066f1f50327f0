import { afterEach, beforeEach, expect, it } from 'vitest'
import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { RequestRecord } from '../../bot/domain/history/request-record.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { HistoryQuery } from '../../bot/ports/history.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import { type Asked, pendingLife, wholeLife } from '../bench/lives.ts'
import type { OpenStore } from './request-store.contract.ts'
import { collected, EXCHANGE, MONDAY, sampleAuditEvent, saved, TIER0_MEMBER } from './samples.ts'

/** Saves what a whole life left in the log, one change an event, as the engine does. */
export async function live(
  store: RequestStore,
  asked: Partial<Asked> & { readonly id: string },
  make: typeof wholeLife = wholeLife,
): Promise<void> {
  const { request, audit } = make({
    personId: 'adele',
    activatable: EXCHANGE,
    at: MONDAY,
    endsAt: MONDAY + HOUR,
    ...asked,
  })
  for (const { personal: _, ...draft } of audit)
    await saved(store, { auditEvents: [{ ...draft, texts: [] }], effects: [] })
  await saved(store, { request: { next: request, expectedRowVersion: 0, dueAt: null }, auditEvents: [], effects: [] })
}

/** What every `RequestStore`'s history must tell. */
export function historyContract(open: OpenStore): void {
  let store: RequestStore
  let close: () => Promise<void>
  beforeEach(async () => {
    const opened = await open(() => MONDAY)
    store = opened.store
    close = () => opened.close()
  })
  afterEach(() => close())

  const always = { from: 0, to: Number.MAX_SAFE_INTEGER }
  const idsOf = async (query: Partial<HistoryQuery>) =>
    (await collected(store.history.records({ ...always, ...query }))).flat().map(({ requestId }) => requestId)
  const requestersOf = async (query: Partial<HistoryQuery>) => {
    const parts = await collected(store.history.usage({ ...always, ...query }))
    const textOf = await store.history.usageTexts()
    return parts.flatMap(({ page, first, end }) => [...page.requester.subarray(first, end)].map(textOf))
  }

  it('tells a whole life from its events', async () => {
    await live(store, { id: 'EL-1' })
    const expected: Partial<RequestRecord> = {
      requestId: 'EL-1',
      requesterId: 'adele',
      activatable: EXCHANGE,
      status: 'expired',
      submittedAt: MONDAY,
      durationMs: 8 * HOUR,
      ticket: 'INC-1234',
      approvalOpenedAt: MONDAY,
      decidedAt: MONDAY,
      startedAt: MONDAY,
      endsAt: MONDAY + HOUR,
      endVerifiedAt: MONDAY + HOUR,
      closedAt: MONDAY + HOUR,
      overdueAt: null,
      deniedBy: null,
    }
    expect(await store.history.record('EL-1')).toMatchObject(expected)
    expect((await store.history.record('EL-1'))?.approvals).toHaveLength(1)
  })

  it('knows nothing of a request that was undone with its change', async () => {
    const { request, audit } = pendingLife({
      id: 'EL-1',
      personId: 'adele',
      activatable: EXCHANGE,
      at: MONDAY,
      endsAt: MONDAY + HOUR,
    })
    const auditEvents = audit.map(({ personal: _, ...draft }) => ({ ...draft, texts: [] }))
    const later = { ...request, rowVersion: 4 }
    const change = { request: { next: later, expectedRowVersion: 3, dueAt: null }, auditEvents, effects: [] }
    expect(await store.save(change)).toEqual({ outcome: 'conflict' })
    expect(await store.history.record('EL-1')).toBeNull()
    expect(await idsOf({})).toEqual([])
  })

  it('finds by period, person and role, oldest first, a period without its end', async () => {
    await live(store, { id: 'EL-3', at: MONDAY + 2 * HOUR, endsAt: MONDAY + 3 * HOUR })
    await live(store, { id: 'EL-1' })
    await live(store, {
      id: 'EL-2',
      personId: 'lidia',
      activatable: TIER0_MEMBER,
      at: MONDAY + HOUR,
      endsAt: MONDAY + 2 * HOUR,
    })
    expect(await idsOf({})).toEqual(['EL-1', 'EL-2', 'EL-3'])
    expect(await idsOf({ from: MONDAY + 1, to: MONDAY + 2 * HOUR })).toEqual(['EL-2'])
    expect(await idsOf({ requesterId: 'lidia' })).toEqual(['EL-2'])
    expect(await idsOf({ subject: `role:${EXCHANGE.kind === 'role' ? EXCHANGE.roleDefinitionId : ''}` })).toEqual([
      'EL-1',
      'EL-3',
    ])
    expect(await idsOf({ subject: 'group:tier0', requesterId: 'adele' })).toEqual([])
    expect((await requestersOf({})).sort()).toEqual(['adele', 'adele', 'lidia'])
    expect(await requestersOf({ from: MONDAY + 1, to: MONDAY + 2 * HOUR })).toEqual(['lidia'])
    expect(await requestersOf({ subject: 'group:tier0' })).toEqual(['lidia'])
    expect(await requestersOf({ requesterId: 'lidia' })).toEqual(['lidia'])
  })

  it('reads across pages without losing or doubling any, also of one instant', async () => {
    for (let number = 0; number < 230; number += 1)
      await live(store, { id: `EL-${number}`, personId: `p-${number}` }, pendingLife)
    expect(new Set(await idsOf({})).size).toBe(230)
    expect(await idsOf({})).toHaveLength(230)
    expect(new Set(await requestersOf({})).size).toBe(230)
    expect(await requestersOf({})).toHaveLength(230)
  })

  it('keeps the shortest duration that approvers agreed to, and says who denied', async () => {
    await live(store, { id: 'EL-1' }, pendingLife)
    const alex = { kind: 'person', personId: 'alex' } as const
    const vote = { duration: durationFromMs(30 * MINUTE), proven: true, votes: 1, required: 2, to: 'pendingApproval' }
    const about = { requestId: 'EL-1', actor: alex, at: MONDAY + MINUTE }
    await saved(store, {
      auditEvents: [sampleAuditEvent({ ...about, type: 'requestApproved', data: vote })],
      effects: [],
    })
    expect(await store.history.record('EL-1')).toMatchObject({ durationMs: 30 * MINUTE, decidedAt: null, required: 2 })
    const denied = sampleAuditEvent({
      ...about,
      type: 'requestDenied',
      data: { to: 'denied', code: null, personal: { reason: 'ab12' } },
    })
    await saved(store, { auditEvents: [denied], effects: [] })
    expect(await store.history.record('EL-1')).toMatchObject({
      status: 'denied',
      deniedBy: 'alex',
      decidedAt: MONDAY + MINUTE,
      reason: 'ab12',
      closedBy: alex,
    })
  })

  it('lists audit events by type and period', async () => {
    const event = (at: Instant, type: 'actionRefused' | 'clockJumped') =>
      sampleAuditEvent({ at, type, requestId: null, data: {} })
    await saved(store, {
      auditEvents: [
        event(MONDAY + 3, 'actionRefused'),
        event(MONDAY + 1, 'clockJumped'),
        event(MONDAY + 2, 'actionRefused'),
      ],
      effects: [],
    })
    const found = (
      await collected(store.history.events({ types: ['clockJumped', 'actionRefused'], from: MONDAY, to: MONDAY + 3 }))
    ).flat()
    expect(found.map(({ event: { at } }) => at)).toEqual([MONDAY + 1, MONDAY + 2])
  })

  it('keeps one standing snapshot a day, the first', async () => {
    const assignment = {
      id: 'a',
      personId: 'pradeep',
      activatable: EXCHANGE,
      via: 'assigned',
      startedAt: MONDAY,
      endsAt: null,
      key: null,
    } as const
    const snapshot = { day: '2026-05-04', takenAt: MONDAY, assignments: [assignment] }
    expect(await store.history.saveStanding(snapshot)).toBe('saved')
    expect(await store.history.saveStanding({ ...snapshot, assignments: [] })).toBe('alreadyThere')
    expect(await store.history.standing('2026-05-04')).toEqual(snapshot)
    expect(await store.history.standing('2026-05-05')).toBeNull()
    expect(await store.history.standingDays({ from: '2026-05-01', to: '2026-06-01' })).toEqual(['2026-05-04'])
    expect(await store.history.standingDays({ from: '2026-05-05', to: '2026-06-01' })).toEqual([])
  })

  it('says since when anything is known', async () => {
    expect(await store.history.beganAt()).toBeNull()
    await saved(store, { auditEvents: [sampleAuditEvent({ at: MONDAY + 5 })], effects: [] })
    expect(await store.history.beganAt()).toBe(MONDAY + 5)
  })
}
