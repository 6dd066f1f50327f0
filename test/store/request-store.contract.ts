import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import { STATUSES, TERMINAL_STATUSES } from '../../bot/domain/activation-request.ts'
import { MAXIMUM_AUDIT_EVENT_BYTES } from '../../bot/domain/audit-event.ts'
import { HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { Effect } from '../../bot/domain/effect.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import {
  cardEffect,
  EXCHANGE,
  fullRequest,
  MONDAY,
  nextVersion,
  noticeEffect,
  replyEffect,
  sampleAuditEvent,
  sampleChange,
  sampleDelivery,
  sampleReference,
  sampleRequest,
  sampleText,
  saved,
  TIER0_MEMBER,
} from './samples.ts'

export interface OpenedStore {
  readonly store: RequestStore
  close(): Promise<void>
}

/** Opens an empty store whose time is `now`. */
export type OpenStore = (now: () => Instant) => Promise<OpenedStore>

/** What every `RequestStore` must do. */
export function requestStoreContract(open: OpenStore): void {
  let opened: OpenedStore
  let store: RequestStore
  let now = MONDAY

  beforeEach(async () => {
    now = MONDAY
    opened = await open(() => now)
    store = opened.store
  })
  afterEach(() => opened.close())

  const auditCount = async () => (await store.counts()).auditEvents

  describe('a request', () => {
    it('comes back as it was saved, with every optional part absent', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      expect(await store.request(request.id)).toEqual(request)
    })

    it('comes back as it was saved, with every optional part present', async () => {
      const request = fullRequest()
      await saved(store, sampleChange(request))
      expect(await store.request(request.id)).toEqual(request)
    })

    it('is null where the id is unknown', async () => {
      expect(await store.request('EL-NONE')).toBeNull()
    })

    it.each(STATUSES)('is kept in status %s', async (status) => {
      await saved(store, sampleChange(sampleRequest({ status })))
      expect((await store.request('EL-4F7K'))?.status).toBe(status)
    })

    it('keeps text of every script, quotes, zero characters and lone surrogates as typed', async () => {
      const justification = `Zoë "won't" \\ 漢字 🙂 \u0000 \ud800 <!channel>`
      const request = sampleRequest({ terms: { ...sampleRequest().terms, justification } })
      await saved(store, sampleChange(request))
      expect((await store.request(request.id))?.terms.justification).toBe(justification)
    })
  })

  describe('a guarded write', () => {
    it('replaces the version it was decided on', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      await saved(store, sampleChange(nextVersion(request, { status: 'approved' })))
      expect(await store.request(request.id)).toMatchObject({ status: 'approved', rowVersion: 2 })
    })

    it('is a conflict on a version that is no longer there, and leaves nothing of it', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      await saved(store, sampleChange(nextVersion(request, { status: 'approved' })))
      await store.receive(sampleDelivery())
      const late = sampleChange(nextVersion(request, { status: 'denied' }), {
        effects: [cardEffect(request)],
        facts: [{ key: 'seen:alex', value: 'web', expectedVersion: null }],
        delivery: sampleDelivery(),
      })
      expect(await store.save(late)).toEqual({ outcome: 'conflict' })
      expect((await store.request(request.id))?.status).toBe('approved')
      expect(await auditCount()).toBe(2)
      expect(await store.dueEffects('prompt', now, 9)).toEqual([])
      expect(await store.fact('seen:alex')).toBeNull()
      expect(await store.dueDeliveries(now, 9)).toHaveLength(1)
    })

    it('is a conflict where the new id is taken, also by a request that is over', async () => {
      await saved(store, sampleChange(fullRequest()))
      const other = sampleRequest({ requesterId: 'lidia' })
      expect(await store.save(sampleChange(other))).toEqual({ outcome: 'conflict' })
      expect((await store.request(other.id))?.requesterId).toBe('adele')
    })

    it('is a conflict where the request to change does not exist', async () => {
      const change = sampleChange(sampleRequest({ rowVersion: 3 }))
      expect(await store.save(change)).toEqual({ outcome: 'conflict' })
      expect(await store.counts()).toMatchObject({ requests: 0, auditEvents: 0 })
    })

    it('may move more than one version at once', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      const next = sampleRequest({ rowVersion: 3, status: 'provisioning' })
      expect(
        await store.save({ ...sampleChange(next), request: { next, expectedRowVersion: 1, dueAt: null } }),
      ).toEqual({
        outcome: 'saved',
      })
    })

    it.each([0, -1, 1.5, Number.NaN])('refuses a version that does not grow (%s), and changes nothing', async (by) => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      const next = sampleRequest({ status: 'approved', rowVersion: 1 + by })
      const change = { ...sampleChange(next), request: { next, expectedRowVersion: 1, dueAt: null } }
      await expect(store.save(change)).rejects.toMatchObject({ code: 'invalidRowVersion' })
      expect((await store.request(request.id))?.status).toBe('pendingApproval')
      expect(await auditCount()).toBe(1)
    })

    it('lets exactly one of many simultaneous deciders win', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      const deciders = Array.from({ length: 20 }, (_, index) => {
        const by = { kind: 'person', personId: `approver-${index}` } as const
        const next = nextVersion(request, { outcome: { at: now, by, code: null, reason: null } })
        return store.save(sampleChange(next, { auditEvents: [sampleAuditEvent({ actor: by })] }))
      })
      const outcomes = (await Promise.all(deciders)).map((result) => result.outcome)
      expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(19)
      expect(await auditCount()).toBe(2)
    })
  })

  describe('one open request per person and activatable', () => {
    it('answers a second one with the open one, and saves nothing of it', async () => {
      await saved(store, sampleChange(sampleRequest()))
      const second = sampleRequest({ id: 'EL-2222' })
      const change = sampleChange(second, { effects: [replyEffect()] })
      expect(await store.save(change)).toEqual({ outcome: 'duplicate', openRequestId: 'EL-4F7K' })
      expect(await store.request(second.id)).toBeNull()
      expect(await store.counts()).toMatchObject({ requests: 1, auditEvents: 1, pendingEffects: 0 })
    })

    it('holds between simultaneous saves too', async () => {
      const saves = ['EL-1', 'EL-2', 'EL-3'].map((id) => store.save(sampleChange(sampleRequest({ id }))))
      const outcomes = await Promise.all(saves)
      expect(outcomes.filter((result) => result.outcome === 'saved')).toHaveLength(1)
      expect(outcomes.filter((result) => result.outcome === 'duplicate')).toHaveLength(2)
      expect((await store.counts()).requests).toBe(1)
    })

    it('leaves other people and other activatables alone', async () => {
      await saved(store, sampleChange(sampleRequest()))
      await saved(store, sampleChange(sampleRequest({ id: 'EL-2', requesterId: 'lidia' })))
      const terms = { ...sampleRequest().terms, activatable: TIER0_MEMBER }
      await saved(store, sampleChange(sampleRequest({ id: 'EL-3', terms })))
      expect((await store.counts()).requests).toBe(3)
    })

    it.each(TERMINAL_STATUSES)('is free again once the first is %s', async (status) => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      await saved(store, sampleChange(nextVersion(request, { status })))
      await saved(store, sampleChange(sampleRequest({ id: 'EL-2222' })))
      expect((await store.request('EL-2222'))?.status).toBe('pendingApproval')
    })

    it('does not stand in the way of one that is over and is saved again', async () => {
      const over = sampleRequest({ status: 'expired' })
      await saved(store, sampleChange(over))
      await saved(store, sampleChange(sampleRequest({ id: 'EL-2222' })))
      await saved(store, sampleChange(nextVersion(over, { endVerifiedAt: MONDAY + 1 })))
      expect((await store.request(over.id))?.endVerifiedAt).toBe(MONDAY + 1)
    })

    it('lets a linked request stand aside, one per predecessor', async () => {
      await saved(store, sampleChange(sampleRequest({ status: 'active' })))
      const linked = sampleRequest({ id: 'EL-2', continuesRequestId: 'EL-4F7K' })
      await saved(store, sampleChange(linked))
      const again = sampleChange(sampleRequest({ id: 'EL-3', continuesRequestId: 'EL-4F7K' }))
      expect(await store.save(again)).toEqual({ outcome: 'duplicate', openRequestId: 'EL-2' })
      await saved(store, sampleChange(nextVersion(linked, { status: 'canceled' })))
      expect(await store.save(again)).toEqual({ outcome: 'saved' })
    })

    it('lets a linked request stand aside only while its predecessor is open', async () => {
      const first = sampleRequest({ status: 'active' })
      await saved(store, sampleChange(first))
      await saved(store, sampleChange(sampleRequest({ id: 'EL-2', continuesRequestId: first.id })))
      await saved(store, sampleChange(nextVersion(first, { status: 'expired' })))
      const plain = sampleChange(sampleRequest({ id: 'EL-3' }))
      expect(await store.save(plain)).toEqual({ outcome: 'duplicate', openRequestId: 'EL-2' })
      expect(await store.request('EL-3')).toBeNull()
    })
  })

  describe('requests by', () => {
    const terms = sampleRequest().terms
    beforeEach(async () => {
      const all = [
        sampleRequest({ id: 'EL-1', status: 'expired', submittedAt: MONDAY }),
        sampleRequest({ id: 'EL-2', status: 'active', submittedAt: MONDAY + 2 }),
        sampleRequest({ id: 'EL-3', continuesRequestId: 'EL-2', submittedAt: MONDAY + 3, status: 'approved' }),
        sampleRequest({ id: 'EL-4', requesterId: 'lidia', submittedAt: MONDAY + 1 }),
        sampleRequest({
          id: 'EL-5',
          requesterId: 'lidia',
          status: 'denied',
          submittedAt: MONDAY + 1,
          terms: { ...terms, activatable: TIER0_MEMBER, ticket: null },
        }),
      ]
      for (const request of all) await saved(store, sampleChange(request))
    })
    const ids = async (query: Omit<Parameters<RequestStore['requests']>[0], 'limit'>, limit = 10) =>
      (await store.requests({ ...query, limit })).map((request) => request.id)

    it('nothing at all: everything, newest first, the later saved first within an instant', async () => {
      expect(await ids({})).toEqual(['EL-3', 'EL-2', 'EL-5', 'EL-4', 'EL-1'])
    })
    it('limit', async () => {
      expect(await ids({}, 2)).toEqual(['EL-3', 'EL-2'])
    })
    it('requester', async () => {
      expect(await ids({ requesterId: 'lidia' })).toEqual(['EL-5', 'EL-4'])
      expect(await ids({ requesterId: 'nobody' })).toEqual([])
    })
    it('activatable', async () => {
      expect(await ids({ activatableKey: activatableKey(TIER0_MEMBER) })).toEqual(['EL-5'])
    })
    it('ticket', async () => {
      expect(await ids({ ticket: 'INC-1234' })).toEqual(['EL-3', 'EL-2', 'EL-4', 'EL-1'])
      expect(await ids({ ticket: 'INC-1' })).toEqual([])
    })
    it('statuses', async () => {
      expect(await ids({ statuses: ['active', 'approved'] })).toEqual(['EL-3', 'EL-2'])
      expect(await ids({ statuses: [] })).toEqual([])
    })
    it('predecessor', async () => {
      expect(await ids({ continuesRequestId: 'EL-2' })).toEqual(['EL-3'])
    })
    it('the page before: what follows a request in that order, and nothing after an unknown one', async () => {
      expect(await ids({ before: 'EL-2' }, 2)).toEqual(['EL-5', 'EL-4'])
      expect(await ids({ before: 'EL-5' })).toEqual(['EL-4', 'EL-1'])
      expect(await ids({ before: 'EL-1' })).toEqual([])
      expect(await ids({ before: 'EL-2', requesterId: 'lidia', statuses: ['denied'] })).toEqual(['EL-5'])
      expect(await ids({ before: 'EL-NONE' })).toEqual([])
    })
    it('several conditions at once, all of which must hold', async () => {
      const activatable = activatableKey(EXCHANGE)
      expect(await ids({ requesterId: 'adele', activatableKey: activatable, statuses: ['expired', 'denied'] })).toEqual(
        ['EL-1'],
      )
      expect(await ids({ requesterId: 'lidia', ticket: 'INC-1234', statuses: ['denied'] })).toEqual([])
    })
    it('how many somebody submitted since an instant, that instant included', async () => {
      expect(await store.countSubmitted('adele', MONDAY + 2)).toBe(2)
      expect(await store.countSubmitted('adele', MONDAY + 4)).toBe(0)
      expect(await store.countSubmitted('nobody', 0)).toBe(0)
    })
  })

  describe('time', () => {
    it('has nothing due in an empty store', async () => {
      expect(await store.nextDueAt(0)).toBeNull()
      expect(await store.dueRequests(now, 9)).toEqual([])
    })

    it('gives requests whose instant has come, earliest first, and no others', async () => {
      const dueAt = new Map([
        ['EL-1', MONDAY + 30],
        ['EL-2', MONDAY + 10],
        ['EL-3', MONDAY + 31],
        ['EL-4', null],
      ])
      for (const [id, due] of dueAt) {
        const next = sampleRequest({ id, requesterId: id })
        await saved(store, { ...sampleChange(next), request: { next, expectedRowVersion: 0, dueAt: due } })
      }
      expect((await store.dueRequests(MONDAY + 9, 9)).map((request) => request.id)).toEqual([])
      expect((await store.dueRequests(MONDAY + 30, 9)).map((request) => request.id)).toEqual(['EL-2', 'EL-1'])
      expect((await store.dueRequests(MONDAY + 99, 1)).map((request) => request.id)).toEqual(['EL-2'])
      expect(await store.nextDueAt(0)).toBe(MONDAY + 10)
      expect(await store.nextDueAt(MONDAY + 10)).toBe(MONDAY + 30)
    })

    it('postpones what nobody has saved since, and nothing else', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      const { id, rowVersion } = request
      await store.postponeRequest({ id, rowVersion: rowVersion + 1 }, MONDAY + 5 * HOUR)
      expect(await store.nextDueAt(0)).toBe(MONDAY + HOUR)
      await store.postponeRequest({ id, rowVersion }, MONDAY + 2 * HOUR)
      expect(await store.dueRequests(MONDAY + HOUR, 9)).toEqual([])
      expect(await store.nextDueAt(0)).toBe(MONDAY + 2 * HOUR)
      expect(await store.request(id)).toEqual(request)
      await saved(store, sampleChange(nextVersion(request)))
      expect(await store.nextDueAt(0)).toBe(MONDAY + HOUR)
    })

    it('makes nothing due that time changes nothing about', async () => {
      const request = sampleRequest({ status: 'denied', windowEndsAt: null })
      await saved(store, sampleChange(request))
      await store.postponeRequest({ id: request.id, rowVersion: request.rowVersion }, MONDAY)
      expect(await store.nextDueAt(0)).toBeNull()
    })

    it('forgets an instant once the request is saved without one', async () => {
      const request = sampleRequest()
      await saved(store, sampleChange(request))
      const next = nextVersion(request, { status: 'denied', windowEndsAt: null })
      await saved(store, sampleChange(next))
      expect(await store.dueRequests(MONDAY + 99 * HOUR, 9)).toEqual([])
      expect(await store.nextDueAt(0)).toBeNull()
    })

    it('is next due at the earliest of request, delivery and effect', async () => {
      await saved(store, sampleChange(sampleRequest()))
      expect(await store.nextDueAt(0)).toBe(MONDAY + HOUR)
      await store.receive(sampleDelivery())
      await store.deferDelivery(sampleDelivery(), { at: MONDAY + 20, error: 'x' })
      expect(await store.nextDueAt(0)).toBe(MONDAY + 20)
      const effect = replyEffect()
      await saved(store, { auditEvents: [], effects: [effect] })
      const retry = { key: effect.key, generation: 1, result: { retryAt: MONDAY + 15, reason: 'rateLimited' } }
      await store.settleEffect(retry)
      expect(await store.nextDueAt(0)).toBe(MONDAY + 15)
    })
  })

  describe('the inbox', () => {
    it('gives a stored delivery as it came, until it is answered', async () => {
      const delivery = sampleDelivery({ raw: { text: 'x', nested: { list: [1, null, 'é🙂'] } } })
      expect(await store.receive(delivery)).toBe('stored')
      expect(await store.dueDeliveries(now, 9)).toEqual([{ ...delivery, attempts: 0 }])
      await saved(store, { auditEvents: [], effects: [], delivery })
      expect(await store.dueDeliveries(now, 9)).toEqual([])
    })

    it('knows a repeated delivery before, between and after its answer, and keeps the first content', async () => {
      const delivery = sampleDelivery()
      await store.receive(delivery)
      expect(await store.receive({ ...delivery, raw: { text: 'forged' } })).toBe('duplicate')
      expect((await store.dueDeliveries(now, 9)).map((found) => found.raw)).toEqual([delivery.raw])
      await saved(store, { auditEvents: [], effects: [], delivery })
      expect(await store.receive(delivery)).toBe('duplicate')
      expect(await store.dueDeliveries(now, 9)).toEqual([])
    })

    it('stores one of two that arrive at once', async () => {
      const answers = await Promise.all([store.receive(sampleDelivery()), store.receive(sampleDelivery())])
      expect(answers.toSorted()).toEqual(['duplicate', 'stored'])
    })

    it('keeps the same key of two platforms apart', async () => {
      expect(await store.receive(sampleDelivery())).toBe('stored')
      expect(await store.receive(sampleDelivery({ platform: 'slack' }))).toBe('stored')
    })

    it('gives deliveries in the order they came, limited', async () => {
      for (const deliveryKey of ['c', 'a', 'b']) await store.receive(sampleDelivery({ deliveryKey }))
      expect((await store.dueDeliveries(now, 2)).map((delivery) => delivery.deliveryKey)).toEqual(['c', 'a'])
    })

    it('has a delivery due at once, although its adapter’s clock runs ahead', async () => {
      await store.receive(sampleDelivery({ receivedAt: MONDAY + HOUR }))
      expect(await store.dueDeliveries(now, 9)).toHaveLength(1)
    })

    it('gives a deferred one again when its time has come, counting attempts', async () => {
      await store.receive(sampleDelivery())
      await store.deferDelivery(sampleDelivery(), { at: MONDAY + 5, error: 'directoryUnavailable' })
      expect(await store.dueDeliveries(MONDAY + 4, 9)).toEqual([])
      expect(await store.dueDeliveries(MONDAY + 5, 9)).toMatchObject([{ attempts: 1 }])
    })

    it('never gives a dead one again, counts it, and knows its repetition', async () => {
      await store.receive(sampleDelivery())
      await store.deferDelivery(sampleDelivery(), { dead: 'notUnderstood' })
      expect(await store.dueDeliveries(MONDAY + 99 * HOUR, 9)).toEqual([])
      expect(await store.counts()).toMatchObject({ pendingDeliveries: 0, deadDeliveries: 1 })
      expect(await store.receive(sampleDelivery())).toBe('duplicate')
      expect(await store.nextDueAt(0)).toBeNull()
    })

    it('does not revive an answered one that is deferred late', async () => {
      const delivery = sampleDelivery()
      await store.receive(delivery)
      await saved(store, { auditEvents: [], effects: [], delivery })
      await store.deferDelivery(delivery, { at: now, error: 'late' })
      await store.deferDelivery(delivery, { dead: 'late' })
      expect(await store.dueDeliveries(MONDAY + HOUR, 9)).toEqual([])
      expect((await store.counts()).deadDeliveries).toBe(0)
    })

    it.each(['answered', 'dead', 'never received'])('makes the answer to a delivery %s a conflict', async (state) => {
      const delivery = sampleDelivery()
      if (state !== 'never received') await store.receive(delivery)
      if (state === 'answered') await saved(store, { auditEvents: [], effects: [], delivery })
      if (state === 'dead') await store.deferDelivery(delivery, { dead: 'x' })
      const change = sampleChange(sampleRequest(), { delivery })
      expect(await store.save(change)).toEqual({ outcome: 'conflict' })
      expect(await store.request('EL-4F7K')).toBeNull()
      expect(await auditCount()).toBe(0)
    })
  })

  describe('the outbox', () => {
    const request = sampleRequest()
    const card = cardEffect(request)
    const due = async (lane: 'reply' | 'prompt' | 'feed' = 'prompt') => store.dueEffects(lane, now, 9)

    it('gives an effect as it was saved, in its lane alone', async () => {
      await saved(store, sampleChange(request, { effects: [card, noticeEffect(request), replyEffect()] }))
      expect(await due('prompt')).toEqual([{ ...card, generation: 1, attempts: 0, createdAt: MONDAY }])
      expect(await due('feed')).toMatchObject([noticeEffect(request)])
      expect(await due('reply')).toMatchObject([replyEffect()])
    })

    it('gives effects in the order they were wanted, the ones put off at their place once due', async () => {
      const effects = ['c', 'a', 'b'].map((key) => replyEffect(key))
      await saved(store, { auditEvents: [], effects })
      await store.settleEffect({ key: 'c', generation: 1, result: { retryAt: MONDAY + 5, reason: 'x' } })
      expect((await due('reply')).map((effect) => effect.key)).toEqual(['a', 'b'])
      now += 5
      expect((await due('reply')).map((effect) => effect.key)).toEqual(['c', 'a', 'b'])
      expect(await store.dueEffects('reply', now, 1)).toMatchObject([{ key: 'c', attempts: 1 }])
    })

    it.each(['done', 'abandoned'] as const)(
      'never sends a %s notice again, though it is saved again',
      async (result) => {
        const notice = noticeEffect(request)
        await saved(store, sampleChange(request, { effects: [notice] }))
        await store.settleEffect({ key: notice.key, generation: 1, result })
        await saved(store, { auditEvents: [], effects: [notice] })
        expect(await due('feed')).toEqual([])
        expect(await store.counts()).toMatchObject({
          pendingEffects: 0,
          abandonedEffects: result === 'abandoned' ? 1 : 0,
        })
      },
    )

    it('does not double an effect that is saved twice before it ran', async () => {
      await saved(store, sampleChange(request, { effects: [noticeEffect(request), noticeEffect(request)] }))
      await saved(store, { auditEvents: [], effects: [noticeEffect(request)] })
      expect(await due('feed')).toMatchObject([{ generation: 1 }])
    })

    it('arms every card of a request again when the request is saved, and cards only', async () => {
      const other = sampleRequest({ id: 'EL-2', requesterId: 'lidia' })
      await saved(store, sampleChange(other, { effects: [cardEffect(other)] }))
      await saved(store, sampleChange(request, { effects: [card, noticeEffect(request)] }))
      for (const effect of [cardEffect(other), card, noticeEffect(request)]) {
        await store.settleEffect({ key: effect.key, generation: 1, result: 'done' })
      }
      now += 7
      await saved(store, sampleChange(nextVersion(request)))
      expect(await due()).toMatchObject([{ key: card.key, generation: 2, attempts: 0 }])
      expect(await due('feed')).toEqual([])
    })

    it('arms a card that was given up, and one that waits for a later try', async () => {
      const late = cardEffect(request, 'megan')
      await saved(store, sampleChange(request, { effects: [card, late] }))
      await store.settleEffect({ key: card.key, generation: 1, result: 'abandoned' })
      await store.settleEffect({ key: late.key, generation: 1, result: { retryAt: MONDAY + HOUR, reason: 'x' } })
      await saved(store, sampleChange(nextVersion(request)))
      expect(await due()).toMatchObject([
        { key: card.key, generation: 2, attempts: 0 },
        { key: late.key, generation: 2, attempts: 0 },
      ])
    })

    it('arms a card once where the same save names it too', async () => {
      await saved(store, sampleChange(request, { effects: [card] }))
      await saved(store, sampleChange(nextVersion(request), { effects: [card] }))
      expect(await due()).toMatchObject([{ generation: 2 }])
    })

    it('leaves a card alone that shows this face already', async () => {
      await saved(store, sampleChange(request, { effects: [card] }))
      const messageReference = sampleReference(card, { shownViewVersion: 2 })
      await store.settleEffect({ key: card.key, generation: 1, result: 'done', messageReference })
      await saved(store, sampleChange(nextVersion(request, { viewVersion: 2 }), { effects: [card] }))
      expect(await due()).toEqual([])
      await saved(store, sampleChange(nextVersion(request, { rowVersion: 3, viewVersion: 3 })))
      expect(await due()).toMatchObject([{ generation: 2 }])
    })

    it('tries a card again whose recipient could not be reached', async () => {
      await saved(store, sampleChange(request, { effects: [card] }))
      const messageReference = sampleReference(card, { messageId: null, unreachable: 'noAddress', shownViewVersion: 9 })
      await store.settleEffect({ key: card.key, generation: 1, result: 'done', messageReference })
      await saved(store, sampleChange(nextVersion(request)))
      expect(await due()).toMatchObject([{ generation: 2 }])
    })

    it('arms a card again that is wanted without a change of its request', async () => {
      await saved(store, sampleChange(request, { effects: [card] }))
      const messageReference = sampleReference(card, { shownViewVersion: 9 })
      await store.settleEffect({ key: card.key, generation: 1, result: 'done', messageReference })
      await saved(store, { auditEvents: [], effects: [card] })
      expect(await due()).toMatchObject([{ generation: 2 }])
    })

    it.each(['done', 'abandoned', { retryAt: MONDAY + HOUR, reason: 'x' }] as const)(
      'keeps a card pending that was armed again during its run (%j), and its message reference',
      async (result) => {
        await saved(store, sampleChange(request, { effects: [card] }))
        await saved(store, sampleChange(nextVersion(request)))
        const messageReference = sampleReference(card)
        await store.settleEffect({ key: card.key, generation: 1, result, messageReference })
        expect(await due()).toMatchObject([{ generation: 2, attempts: 0 }])
        expect(await store.messageReference(card.key)).toEqual(messageReference)
      },
    )

    it('arms the message of an alert again, with its body, each time it is saved', async () => {
      const to = { kind: 'channel', platform: 'web', channelId: 'alerts' } as const
      const body = { kind: 'usageAlert', alertId: 'AL-1', occurrence: 1, to } as const
      const alert: Effect = { key: 'usageAlert:AL-1:1:web:alerts', lane: 'prompt', requestId: null, body }
      await saved(store, { auditEvents: [], effects: [alert] })
      await store.settleEffect({ key: alert.key, generation: 1, result: 'done' })
      expect(await due()).toEqual([])
      await saved(store, { auditEvents: [], effects: [alert] })
      expect(await due()).toMatchObject([{ key: alert.key, generation: 2, attempts: 0, body }])
    })

    it('does not revive a finished effect whose retry is told late', async () => {
      await saved(store, { auditEvents: [], effects: [replyEffect()] })
      await store.settleEffect({ key: replyEffect().key, generation: 1, result: 'done' })
      await store.settleEffect({ key: replyEffect().key, generation: 1, result: { retryAt: now, reason: 'late' } })
      expect(await due('reply')).toEqual([])
    })

    it('gives message references by key and by request, and replaces them', async () => {
      expect(await store.messageReference(card.key)).toBeNull()
      const second = cardEffect(request, 'megan')
      await saved(store, sampleChange(request, { effects: [card, second] }))
      for (const effect of [second, card]) {
        const messageReference = sampleReference(effect)
        await store.settleEffect({ key: effect.key, generation: 1, result: 'done', messageReference })
      }
      const newer = sampleReference(card, { messageId: 'm-2', shownViewVersion: 4 })
      await store.settleEffect({ key: card.key, generation: 1, result: 'done', messageReference: newer })
      expect(await store.messageReferences(request.id)).toEqual([newer, sampleReference(second)])
      expect(await store.messageReferences('EL-NONE')).toEqual([])
    })
  })

  describe('facts', () => {
    const write = (key: string, value: Parameters<typeof fact>[1], expectedVersion: number | null) =>
      store.save({ auditEvents: [], effects: [], facts: [fact(key, value, expectedVersion)] })

    it('grow a version with each write and go when written as null', async () => {
      await write('blocked:adele', { by: 'soc' }, 0)
      expect(await store.fact('blocked:adele')).toEqual({ key: 'blocked:adele', value: { by: 'soc' }, version: 1 })
      await write('blocked:adele', [1, 'two', false], 1)
      expect(await store.fact('blocked:adele')).toEqual({ key: 'blocked:adele', value: [1, 'two', false], version: 2 })
      await write('blocked:adele', null, 2)
      expect(await store.fact('blocked:adele')).toBeNull()
    })

    it.each([
      ['exists though it must not', 0],
      ['is older', 1],
      ['is newer', 3],
    ])('are a conflict where what is there %s, and nothing of the change stays', async (_, expectedVersion) => {
      await write('a', 1, 0)
      await write('a', 2, 1)
      const change = sampleChange(sampleRequest(), { facts: [fact('b', 1, 0), fact('a', 9, expectedVersion)] })
      expect(await store.save(change)).toEqual({ outcome: 'conflict' })
      expect(await store.fact('a')).toMatchObject({ value: 2 })
      expect(await store.fact('b')).toBeNull()
      expect(await store.request('EL-4F7K')).toBeNull()
    })

    it('are a conflict where one to be replaced or removed is not there', async () => {
      expect(await write('a', 1, 1)).toEqual({ outcome: 'conflict' })
      expect(await write('a', null, 1)).toEqual({ outcome: 'conflict' })
      expect(await write('a', null, null)).toEqual({ outcome: 'saved' })
    })

    it('are written over whatever is there where no version is expected', async () => {
      await write('a', 1, null)
      await write('a', 2, null)
      expect(await store.fact('a')).toEqual({ key: 'a', value: 2, version: 2 })
    })

    it('are listed by prefix, in key order', async () => {
      for (const key of ['away:b', 'away:a', 'awaz', 'away', 'away:é', 'blocked:a', 'away:%', 'away:🙂']) {
        await write(key, key, 0)
      }
      const keys = (await store.facts('away:')).map((found) => found.key)
      expect(keys).toEqual(['away:%', 'away:a', 'away:b', 'away:é', 'away:🙂'])
      expect(await store.facts('')).toHaveLength(8)
      expect(await store.facts('none')).toEqual([])
    })

    function fact(key: string, value: Parameters<typeof JSON.stringify>[0], expectedVersion: number | null) {
      return { key, value, expectedVersion }
    }
  })

  describe('the audit log', () => {
    it('numbers events from 1 without gaps, over saves that did not happen', async () => {
      await saved(store, sampleChange(sampleRequest(), { auditEvents: [sampleAuditEvent(), sampleAuditEvent()] }))
      await store.save(sampleChange(sampleRequest()))
      await store.save(sampleChange(sampleRequest({ id: 'EL-2' })))
      await saved(store, { auditEvents: [sampleAuditEvent({ requestId: null })], effects: [] })
      const rows = await store.auditEvents({ limit: 9 })
      expect(rows.map((row) => row.event.seq)).toEqual([1, 2, 3])
    })

    it('keeps the numbers gapless while many save at once and some fail', async () => {
      const saves = Array.from({ length: 60 }, (_, index) => {
        const next = sampleRequest({ id: `EL-${index}`, requesterId: `person-${index % 20}` })
        return store.save(sampleChange(next))
      })
      await Promise.all(saves)
      const rows = await store.auditEvents({ limit: 99 })
      expect(rows.map((row) => row.event.seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    })

    it('stores the canonical JSON of the whole event, chained to the one before', async () => {
      const event = sampleAuditEvent({ data: { z: 1, a: { é: [true, null], b: 1e21 } } })
      await saved(store, { auditEvents: [event, event], effects: [] })
      const [first, second] = await store.auditEvents({ limit: 9 })
      expect(first?.canonical).toBe(
        `{"actor":{"kind":"person","personId":"adele"},"at":${MONDAY},"data":{"a":{"b":1e+21,"é":[true,null]},"z":1},` +
          `"previous":"${'0'.repeat(64)}","requestId":"EL-4F7K","seq":1,"type":"requestSubmitted"}`,
      )
      const { texts: _, ...recorded } = event
      expect(first?.event).toEqual({ ...recorded, seq: 1, previous: '0'.repeat(64) })
      expect(second?.event.previous).toMatch(/^[0-9a-f]{64}$/)
      expect(second?.event.previous).not.toBe('0'.repeat(64))
    })

    it('gives events after a number, of a request, limited', async () => {
      const auditEvents = ['EL-1', 'EL-2', 'EL-1', null].map((requestId) => sampleAuditEvent({ requestId }))
      await saved(store, { auditEvents, effects: [] })
      const seqs = async (query: Parameters<RequestStore['auditEvents']>[0]) =>
        (await store.auditEvents(query)).map((row) => row.event.seq)
      expect(await seqs({ afterSeq: 2, limit: 9 })).toEqual([3, 4])
      expect(await seqs({ requestId: 'EL-1', limit: 9 })).toEqual([1, 3])
      expect(await seqs({ requestId: 'EL-1', afterSeq: 1, limit: 9 })).toEqual([3])
      expect(await seqs({ limit: 2 })).toEqual([1, 2])
    })

    it('keeps personal texts beside the events, each once', async () => {
      const [name, reason] = [sampleText('Adele Vance'), sampleText('Mailbox of Zoë 🙂')]
      const auditEvents = [sampleAuditEvent({ texts: [name, reason] }), sampleAuditEvent({ texts: [name] })]
      await saved(store, { auditEvents, effects: [] })
      expect(await store.auditTexts([name.sha256, reason.sha256, 'unknown'])).toHaveLength(2)
      expect(await store.auditTexts([reason.sha256])).toEqual([reason])
      expect((await store.auditEvents({ limit: 9 })).map((row) => row.canonical).join()).not.toContain('Zoë')
    })

    it('takes an event of exactly the largest size, and refuses one byte more with all of its change', async () => {
      await saved(store, { auditEvents: [sampleAuditEvent({ data: { pad: '' } })], effects: [] })
      const [empty] = await store.auditEvents({ limit: 1 })
      const room = MAXIMUM_AUDIT_EVENT_BYTES - Buffer.byteLength(empty?.canonical ?? '')
      const padded = (length: number) => sampleAuditEvent({ data: { pad: 'x'.repeat(length) } })
      await saved(store, { auditEvents: [padded(room)], effects: [] })
      const change = sampleChange(sampleRequest(), { auditEvents: [sampleAuditEvent(), padded(room + 1)] })
      await expect(store.save(change)).rejects.toMatchObject({ code: 'auditEventTooLarge' })
      expect(await store.request('EL-4F7K')).toBeNull()
      expect(await auditCount()).toBe(2)
    })

    it.each([
      ['a lone surrogate', '\ud800'],
      ['not a number', Number.NaN],
    ])('refuses %s, which canonical JSON cannot hold', async (_, value) => {
      const change = sampleChange(sampleRequest(), { auditEvents: [sampleAuditEvent({ data: { value } })] })
      await expect(store.save(change)).rejects.toMatchObject({ code: 'auditEventNotCanonical' })
      expect(await store.counts()).toMatchObject({ requests: 0, auditEvents: 0 })
    })
  })

  it('counts what is there', async () => {
    const request = sampleRequest()
    await saved(store, sampleChange(request, { effects: [cardEffect(request), replyEffect()] }))
    await store.receive(sampleDelivery())
    expect(await store.counts()).toEqual({
      requests: 1,
      auditEvents: 1,
      pendingDeliveries: 1,
      pendingEffects: 2,
      deadDeliveries: 0,
      abandonedEffects: 0,
    })
  })

  it('lets a refused change leave the others of the same moment alone', async () => {
    const good = Array.from({ length: 5 }, (_, index) =>
      sampleRequest({ id: `EL-${index}`, requesterId: `person-${index}`, submittedAt: MONDAY + index * MINUTE }),
    )
    const outcomes = await Promise.allSettled([
      store.save(sampleChange(good[0] ?? sampleRequest())),
      store.save(sampleChange(sampleRequest({ id: 'EL-0' }))),
      store.save(sampleChange(good[1] ?? sampleRequest())),
      store.save({ auditEvents: [sampleAuditEvent({ data: { value: '\udfff' } })], effects: [] }),
      store.save(sampleChange(good[2] ?? sampleRequest(), { facts: [{ key: 'a', value: 1, expectedVersion: 7 }] })),
      store.save(sampleChange(sampleRequest({ id: 'EL-X', continuesRequestId: 'EL-NONE' }))),
      store.receive(sampleDelivery()),
      store.save(sampleChange(good[3] ?? sampleRequest())),
    ])
    expect(outcomes.map((result) => (result.status === 'fulfilled' ? result.value : 'rejected'))).toEqual([
      { outcome: 'saved' },
      { outcome: 'conflict' },
      { outcome: 'saved' },
      'rejected',
      { outcome: 'conflict' },
      'rejected',
      'stored',
      { outcome: 'saved' },
    ])
    const requests = await store.requests({ limit: 9 })
    expect(requests.map((request) => request.id)).toEqual(['EL-3', 'EL-1', 'EL-0'])
    expect((await store.auditEvents({ limit: 9 })).map((row) => row.event.seq)).toEqual([1, 2, 3])
  })
}
