import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import { HOUR } from '../../bot/domain/duration.ts'
import { advanceRequest } from '../../bot/use-cases/advance-request.ts'
import { approveRequest } from '../../bot/use-cases/approve-request.ts'
import { cancelRequest } from '../../bot/use-cases/cancel-request.ts'
import type { Result } from '../../bot/use-cases/decide-request.ts'
import { denyRequest } from '../../bot/use-cases/deny-request.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { createRandom } from '../simulation/random.ts'
import { START } from '../simulation/world.ts'
import { type Bench, createBench } from './context.ts'

/** A thousand at once, on the embedded store with its real transactions. */

const REQUESTS = 25
const CALLS_EACH = 40
/** What a loser may be told: that it was decided, by somebody or by time. */
const NAMED = ['alreadyDecided', 'wrongStatus', 'windowOver']

let opened: { readonly sqlite: SqliteStore; readonly folder: string } | null = null
afterEach(async () => {
  await opened?.sqlite.close()
  if (opened) rmSync(opened.folder, { recursive: true, force: true })
})

async function begin(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'elevate-thousand-'))
  return createBench({
    store: (now) => {
      const sqlite = openSqliteStore({ folder, now })
      opened = { sqlite, folder }
      return sqlite.store
    },
  })
}

async function pendingRequests(bench: Bench): Promise<readonly ActivationRequest[]> {
  const all: ActivationRequest[] = []
  for (let index = 0; index < REQUESTS; index += 1) {
    // Half of the windows are over already.
    const windowEndsAt = index % 2 === 0 ? START + HOUR : START
    all.push(
      await bench.pending({ id: `EL-${1000 + index}`, windowEndsAt, continuesRequestId: all[index - 1]?.id ?? null }),
    )
  }
  return all
}

async function someMove(bench: Bench, { id: requestId }: ActivationRequest, dice: number): Promise<Result | undefined> {
  const { ctx } = bench
  const by = ['alex', 'megan', 'ivan'][dice % 3] ?? 'alex'
  const approval = { by, requestId, termsVersion: 1, duration: null, proven: false, ticked: true }
  if (dice < 50) return approveRequest(ctx, null, approval)
  if (dice < 70) return denyRequest(ctx, null, { by, requestId, termsVersion: 1, reason: 'not now' })
  if (dice < 80) return cancelRequest(ctx, null, 'adele', requestId)
  await advanceRequest(ctx, requestId)
  return undefined
}

describe('a thousand approvals, denials, cancels and expiries at once', () => {
  it('end in exactly one outcome for each request, and everybody else is told that it was decided', async () => {
    const bench = await begin()
    const requests = await pendingRequests(bench)
    const random = createRandom(42)
    const moves = requests.flatMap((request) =>
      Array.from({ length: CALLS_EACH }, () => ({ request, dice: random.int(0, 99), order: random.int(0, 1e9) })),
    )
    expect(moves).toHaveLength(1000)
    const shuffled = moves.toSorted((a, b) => a.order - b.order)
    const results = await Promise.all(
      shuffled.map(async ({ request, dice }) => ({ id: request.id, result: await someMove(bench, request, dice) })),
    )
    for (const { id, windowEndsAt } of requests) {
      const mine = results.filter((each) => each.id === id).flatMap(({ result }) => result ?? [])
      const refused = mine.flatMap((result) => (result.outcome === 'refused' ? [result.refusal.code] : []))
      const [decision, ...more] = (await bench.moves(id)).filter((move) => move.startsWith('pendingApproval>'))
      expect(decision, id).toBeDefined()
      expect(more, id).toEqual([])
      expect(mine.length - refused.length, id).toBeLessThanOrEqual(1)
      expect(
        refused.filter((code) => !NAMED.includes(code)),
        id,
      ).toEqual([])
      const stored = await bench.store.request(id)
      if (windowEndsAt === START) expect(['timedOut', 'canceled'], id).toContain(stored?.status)
      expect(stored?.votes.length, id).toBeLessThanOrEqual(1)
      expect(
        stored && (isTerminal(stored.status) || stored.status === 'provisioning' || stored.status === 'approved'),
      ).toBe(true)
    }
    expect(await opened?.sqlite.verifyAudit()).toMatchObject({ events: { outcome: 'intact' } })
  })
})
