import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SealedAuditEvent } from '../../../bot/domain/audit-event.ts'
import { ELEVATE } from '../../../bot/domain/audit-event.ts'
import { HOUR } from '../../../bot/domain/duration.ts'
import type { RequestStore } from '../../../bot/ports/request-store.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { createSpread, type Measured, perSecond, round } from '../figures.ts'
import { pendingLife } from '../lives.ts'
import { rawLog } from '../machine.ts'
import { holding } from '../organisation.ts'
import type { Measure } from '../run-measure.ts'
import { BEGAN } from '../seeds.ts'

/** Both take turns in rounds this long, so that whatever else the machine does meets both. */
const ROUND = 100
const MOST_WARM_UP = 300
const PEOPLE = 100_000

/** One request event at a time, each on disk before the next: the store's guarded write beside a bare append. */
export const durableEvent: Measure = {
  name: 'durable-event',
  run: async ({ folder, scale }) => {
    const data = join(folder, 'durable')
    mkdirSync(data)
    const sqlite = openSqliteStore({ folder: data, now: () => BEGAN })
    const log = rawLog(data)
    const ours = createSpread()
    const raw = createSpread()
    const line = Buffer.alloc(bytesOf(0), 'x')
    const warmUp = Math.min(MOST_WARM_UP, scale.durableEvents)
    for (let index = 0; index < warmUp; index += 1) await save(sqlite.store, index)
    for (let done = 0; done < scale.durableEvents; done += ROUND) {
      for (let index = 0; index < ROUND; index += 1) await timed(ours, () => save(sqlite.store, warmUp + done + index))
      for (let index = 0; index < ROUND; index += 1) await timed(raw, async () => log.append(line))
    }
    log.close()
    await sqlite.close()
    const [rate, limit] = [rateOf(ours), rateOf(raw)]
    const row: Measured = {
      title: 'One durable request event (request row, audit event, one at a time)',
      budget: '≥ 60 % of raw append + fdatasync',
      figure: `${Math.round(rate)} a second`,
      limit: `${Math.round(limit)} a second: append + fdatasync of as many bytes`,
      ratio: round(rate / limit),
      met: rate >= 0.6 * limit,
      details: { bytes: line.length, ours: ours.summary(), raw: raw.summary() },
    }
    return [row]
  },
}

const totals = new WeakMap<object, number>()

async function timed(spread: ReturnType<typeof createSpread>, work: () => Promise<void>): Promise<void> {
  const start = performance.now()
  await work()
  const took = performance.now() - start
  spread.add(took)
  totals.set(spread, (totals.get(spread) ?? 0) + took)
}

function rateOf(spread: ReturnType<typeof createSpread>): number {
  return perSecond(spread.count, totals.get(spread) ?? 0)
}

function change(index: number) {
  const id = `EL-${index}`
  const asked = { id, ...holding(index, PEOPLE), at: BEGAN, endsAt: BEGAN + HOUR }
  const next = pendingLife(asked).request
  const event: SealedAuditEvent = {
    at: BEGAN,
    type: 'requestSubmitted',
    actor: ELEVATE,
    requestId: id,
    data: { requester: next.requesterId, from: null, to: next.status, rowVersion: next.rowVersion },
    texts: [],
  }
  return { request: { next, expectedRowVersion: 0, dueAt: next.windowEndsAt }, auditEvents: [event], effects: [] }
}

function bytesOf(index: number): number {
  const { request, auditEvents } = change(index)
  return Buffer.byteLength(JSON.stringify(request.next) + JSON.stringify(auditEvents))
}

async function save(store: RequestStore, index: number): Promise<void> {
  const { outcome } = await store.save(change(index))
  if (outcome !== 'saved') throw new Error(`Request ${index} was not saved: ${outcome}`)
}
