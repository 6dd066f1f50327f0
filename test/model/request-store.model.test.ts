import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATUSES } from '../../bot/domain/activation-request.ts'
import { LANES } from '../../bot/domain/effect.ts'
import type { Change, EffectSettlement, RequestStore } from '../../bot/ports/request-store.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { createMemoryStore } from '../simulation/memory-store.ts'
import {
  cardEffect,
  MONDAY,
  noticeEffect,
  replyEffect,
  sampleAuditEvent,
  sampleDelivery,
  sampleReference,
  sampleRequest,
} from '../store/samples.ts'

/** The embedded store beside the one in memory: whatever is asked of both, in whatever order, both answer alike. */

interface Both {
  readonly model: RequestStore
  readonly real: RequestStore
  now: number
}

type Ask = (store: RequestStore, now: number) => Promise<unknown>

class Command implements fc.AsyncCommand<Both, Both> {
  readonly label: string
  readonly ask: Ask

  constructor(label: string, ask: Ask) {
    this.label = label
    this.ask = ask
  }

  check(): boolean {
    return true
  }

  async run(_: Both, both: Both): Promise<void> {
    const [model, real] = await Promise.all([
      answer(() => this.ask(both.model, both.now)),
      answer(() => this.ask(both.real, both.now)),
    ])
    expect(real).toEqual(model)
    expect(await everything(both.real, both.now)).toEqual(await everything(both.model, both.now))
  }

  toString(): string {
    return this.label
  }
}

async function answer(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return { answer: await ask() }
  } catch {
    return 'refused'
  }
}

/** All that the port shows. */
async function everything(store: RequestStore, now: number): Promise<unknown> {
  return {
    requests: await store.requests({ limit: 99 }),
    open: await store.requests({ statuses: STATUSES.slice(0, 6), limit: 99 }),
    due: (await store.dueRequests(now, 99)).map(({ id, rowVersion }) => [id, rowVersion]),
    deliveries: await store.dueDeliveries(now, 99),
    effects: await Promise.all(LANES.map((lane) => store.dueEffects(lane, now, 99))),
    next: await store.nextDueAt(now),
    facts: await store.facts(''),
    references: await Promise.all(IDS.map((id) => store.messageReferences(id))),
    audit: (await store.auditEvents({ limit: 999 })).map(({ canonical }) => canonical),
    counts: await store.counts(),
  }
}

const IDS = ['EL-1', 'EL-2', 'EL-3', 'EL-4']
const people = fc.constantFrom('adele', 'lidia')
const keys = fc.constantFrom('d-1', 'd-2', 'd-3')
const soon = fc.integer({ min: 0, max: 60 })

const save = fc
  .record({
    id: fc.constantFrom(...IDS),
    requesterId: people,
    status: fc.constantFrom(...STATUSES),
    expectedRowVersion: fc.constantFrom(0, 0, 1, 2, 3),
    grows: fc.constantFrom(1, 1, 1, 2, 0),
    continuesRequestId: fc.constantFrom(null, null, ...IDS),
    dueAfter: fc.option(soon),
    submittedAfter: fc.integer({ min: 0, max: 3 }),
    card: fc.boolean(),
    notice: fc.boolean(),
    deliveryKey: fc.option(keys),
    fact: fc.option(fc.record({ value: fc.constantFrom(1, null), expectedVersion: fc.constantFrom(null, 0, 1, 2) })),
  })
  .map((wish) => {
    const { id, requesterId, status, continuesRequestId, expectedRowVersion } = wish
    const rowVersion = expectedRowVersion + wish.grows
    const submittedAt = MONDAY + wish.submittedAfter
    const next = sampleRequest({
      id,
      requesterId,
      status,
      continuesRequestId,
      rowVersion,
      viewVersion: rowVersion,
      submittedAt,
    })
    const change: Change = {
      request: { next, expectedRowVersion, dueAt: wish.dueAfter === null ? null : MONDAY + wish.dueAfter },
      auditEvents: [sampleAuditEvent({ requestId: id })],
      effects: [...(wish.card ? [cardEffect(next)] : []), ...(wish.notice ? [noticeEffect(next)] : [])],
      ...(wish.deliveryKey !== null && { delivery: sampleDelivery({ deliveryKey: wish.deliveryKey }) }),
      ...(wish.fact && { facts: [{ key: 'fact', ...wish.fact }] }),
    }
    return new Command(`save ${JSON.stringify(wish)}`, (store) => store.save(change))
  })

const effectKeys = [
  ...IDS.flatMap((id) => [cardEffect(sampleRequest({ id })).key, noticeEffect(sampleRequest({ id })).key]),
  replyEffect().key,
]

const settle = fc
  .record({
    key: fc.constantFrom(...effectKeys),
    generation: fc.integer({ min: 1, max: 4 }),
    result: fc.oneof(fc.constantFrom('done', 'abandoned'), soon),
    shown: fc.option(fc.integer({ min: 1, max: 5 })),
    isReached: fc.boolean(),
  })
  .map(({ key, generation, result, shown, isReached }) => {
    const settlement: EffectSettlement = {
      key,
      generation,
      result: typeof result === 'number' ? { retryAt: MONDAY + result, reason: 'x' } : (result as 'done' | 'abandoned'),
      ...(shown !== null && { messageReference: referenceOf(key, shown, isReached) }),
    }
    return new Command(`settle ${JSON.stringify(settlement)}`, (store) => store.settleEffect(settlement))
  })

function referenceOf(key: string, shownViewVersion: number, isReached: boolean) {
  const requestId = IDS.find((id) => key.includes(id)) ?? null
  const effect = { ...replyEffect(key), requestId }
  return sampleReference(effect, { shownViewVersion, ...(!isReached && { messageId: null, unreachable: 'gone' }) })
}

const commands = [
  save,
  save,
  save,
  settle,
  fc.record({ deliveryKey: keys, after: soon }).map(({ deliveryKey, after }) => {
    const delivery = sampleDelivery({ deliveryKey, receivedAt: MONDAY + after })
    return new Command(`receive ${deliveryKey}`, (store) => store.receive(delivery))
  }),
  fc.record({ deliveryKey: keys, at: fc.option(soon) }).map(({ deliveryKey, at }) => {
    const retry = at === null ? { dead: 'x' } : { at: MONDAY + at, error: 'x' }
    return new Command(`defer ${deliveryKey} ${at}`, (store) =>
      store.deferDelivery(sampleDelivery({ deliveryKey }), retry),
    )
  }),
  fc.record({ id: fc.constantFrom(...IDS), rowVersion: fc.integer({ min: 1, max: 4 }), after: soon }).map((wish) => {
    const { after, ...due } = wish
    return new Command(`postpone ${JSON.stringify(wish)}`, (store) => store.postponeRequest(due, MONDAY + after))
  }),
  keys.map(
    (deliveryKey) =>
      new Command(`answer ${deliveryKey}`, (store) =>
        store.save({ auditEvents: [], effects: [replyEffect()], delivery: sampleDelivery({ deliveryKey }) }),
      ),
  ),
]

describe('any series of commands', () => {
  it('has the same answers and the same effect on the embedded store as on the one in memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'elevate-model-'))
    let run = 0
    const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (series) => {
      run += 1
      const both = { now: MONDAY + 30 }
      const sqlite = openSqliteStore({ folder: join(folder, String(run)), now: () => MONDAY })
      const stores = { model: createMemoryStore(() => MONDAY), real: sqlite.store, ...both }
      try {
        await fc.asyncModelRun(() => ({ model: stores, real: stores }), series)
        expect(await sqlite.verifyAudit()).toMatchObject({ events: { outcome: 'intact' } })
      } finally {
        await sqlite.close()
      }
    })
    try {
      await fc.assert(property, { numRuns: 60 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
