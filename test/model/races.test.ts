import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ActivationRequest, isTerminal, type Status } from '../../bot/domain/activation-request.ts'
import { HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { Directory } from '../../bot/ports/directory.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import { advanceRequest } from '../../bot/use-cases/advance-request.ts'
import { approveRequest } from '../../bot/use-cases/approve-request.ts'
import { cancelRequest } from '../../bot/use-cases/cancel-request.ts'
import type { Context } from '../../bot/use-cases/context.ts'
import { deactivateRole } from '../../bot/use-cases/deactivate-role.ts'
import type { Result } from '../../bot/use-cases/decide-request.ts'
import { denyRequest } from '../../bot/use-cases/deny-request.ts'
import { revokeActivation } from '../../bot/use-cases/revoke-activation.ts'
import { LEGAL_TRANSITIONS } from '../simulation/watch-saves.ts'
import { EXCHANGE, START } from '../simulation/world.ts'
import { type Bench, createBench } from './context.ts'

/** Two at once, every answer of store and directory in whatever order: one outcome, and the loser is told which. */

const RUNS = 60

type Move = (ctx: Context, request: ActivationRequest) => Promise<Result | undefined>

const approve =
  (by: string): Move =>
  (ctx, { id: requestId }) => {
    const approval = { by, requestId, termsVersion: 1, duration: null, proven: false, ticked: true }
    return approveRequest(ctx, null, approval)
  }
const deny: Move = (ctx, { id: requestId }) =>
  denyRequest(ctx, null, { by: 'ivan', requestId, termsVersion: 1, reason: 'not now' })
const cancel: Move = (ctx, { id }) => cancelRequest(ctx, null, 'adele', id)
const deactivate: Move = (ctx, { id }) => deactivateRole(ctx, null, 'adele', id)
const revoke: Move = (ctx, { id }) => revokeActivation(ctx, null, 'soc', id, 'stolen laptop')
const timePasses: Move = async (ctx, { id }) => {
  await advanceRequest(ctx, id)
  return undefined
}

/** A port whose every call is answered when the scheduler says. */
function scheduled<T extends object>(target: T, s: fc.Scheduler, name: string): T {
  return new Proxy(target, {
    get: (object, key) => {
      const method: unknown = Reflect.get(object, key)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        await s.schedule(Promise.resolve(), `${name}.${String(key)}`)
        return Reflect.apply(method, object, args)
      }
    },
  })
}

interface Race {
  readonly bench: Bench
  readonly request: ActivationRequest
  readonly results: readonly (Result | undefined)[]
  readonly status: Status
}

/** Runs moves at once on one request, each on its own context where it has one. */
async function race(
  s: fc.Scheduler,
  bench: Bench,
  request: ActivationRequest,
  moves: readonly (readonly [Move, Context?])[],
): Promise<Race> {
  const under = (ctx: Context): Context => ({
    ...ctx,
    store: scheduled<RequestStore>(ctx.store, s, 'store'),
    directory: scheduled<Directory>(ctx.directory, s, 'directory'),
  })
  const running = moves.map(([move, ctx]) => move(under(ctx ?? bench.ctx), request))
  const results = await s.waitFor(Promise.all(running))
  const status = (await bench.store.request(request.id))?.status ?? 'failed'
  for (const step of await bench.moves(request.id)) expect(LEGAL_TRANSITIONS).toContain(step)
  return { bench, request, results, status }
}

function codes(results: readonly (Result | undefined)[]): readonly string[] {
  return results.map((result) => (!result ? 'time' : result.outcome === 'done' ? 'done' : result.refusal.code))
}

function property(run: (s: fc.Scheduler) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(fc.scheduler(), run), { numRuns: RUNS })
}

/** Active since the beginning, as the directory holds it too. */
async function active(bench: Bench): Promise<ActivationRequest> {
  const { id: key, terms, requesterId: personId } = await bench.pending()
  const order = { key, personId, activatable: terms.activatable, latestEnd: null, ticket: null }
  await bench.directory.activate({ ...order, duration: terms.duration, justification: 'x' })
  await approve('alex')(bench.ctx, await get(bench, key))
  await advanceRequest(bench.ctx, key)
  const request = await get(bench, key)
  expect(request.status).toBe('active')
  return request
}

async function get(bench: Bench, id: string): Promise<ActivationRequest> {
  const request = await bench.store.request(id)
  if (!request) throw new Error(`No request ${id}`)
  return request
}

describe('two at once', () => {
  it('approvers of a quorum of one: one vote counts, the other hears that it was decided', () =>
    property(async (s) => {
      const bench = await createBench()
      const { results, status } = await race(s, bench, await bench.pending(), [[approve('alex')], [approve('megan')]])
      expect(status).toBe('provisioning')
      expect(codes(results).toSorted()).toEqual(['alreadyDecided', 'done'])
      expect((await get(bench, 'EL-0001')).votes).toHaveLength(1)
    }))

  it('approvers of a quorum of two: both count, and it goes on once', () =>
    property(async (s) => {
      const bench = await createBench({ edit: (world) => setQuorum(world, 2) })
      const { results, status } = await race(s, bench, await bench.pending(), [[approve('alex')], [approve('megan')]])
      expect(codes(results)).toEqual(['done', 'done'])
      expect(status).toBe('provisioning')
      expect(await bench.moves('EL-0001')).toEqual(['pendingApproval>provisioning'])
    }))

  it('the same approver twice: one vote, whatever the quorum', () =>
    property(async (s) => {
      const bench = await createBench({ edit: (world) => setQuorum(world, 2) })
      const { results, status } = await race(s, bench, await bench.pending(), [[approve('alex')], [approve('alex')]])
      expect(status).toBe('pendingApproval')
      expect(codes(results).toSorted()).toEqual(['alreadyApproved', 'done'])
    }))

  it('approve and deny: one of the two', () =>
    property(async (s) => {
      const bench = await createBench()
      const { results, status } = await race(s, bench, await bench.pending(), [[approve('alex')], [deny]])
      expect(codes(results).filter((code) => code === 'done')).toHaveLength(1)
      expect(codes(results)).toContain('alreadyDecided')
      expect(status).toBe(codes(results)[0] === 'done' ? 'provisioning' : 'denied')
    }))

  it.each([0, -1])('approve and the end of the window (%i ms before it): approved in time, or timed out', (late) =>
    property(async (s) => {
      const bench = await createBench()
      const request = await bench.pending()
      bench.now = START + HOUR + late
      const { results, status } = await race(s, bench, request, [[approve('alex')], [timePasses]])
      if (late < 0) expect([codes(results)[0], ['provisioning', 'active'].includes(status)]).toEqual(['done', true])
      else expect(status).toBe('timedOut')
      if (late === 0) expect(['windowOver', 'alreadyDecided']).toContain(codes(results)[0])
    }),
  )

  it('approve and an edit of the settings that takes the right away: never provisioned without the right', () =>
    property(async (s) => {
      const bench = await createBench()
      const stricter = bench.withOrganisation((world) => setApprovers(world, ['megan']))
      const request = await bench.pending()
      const { results, status } = await race(s, bench, request, [[approve('alex')], [approve('alex'), stricter]])
      expect(codes(results)).toContain('notApprover')
      if (status === 'provisioning') await advanceRequest(stricter, request.id)
      expect(['pendingApproval', 'failed']).toContain((await get(bench, request.id)).status)
      expect(await bench.directory.activeAssignments('adele')).toEqual([])
    }))

  it('approve and an eligible assignment removed: nothing is activated', () =>
    property(async (s) => {
      const bench = await createBench()
      const request = await bench.pending()
      const removed: Move = async () => {
        await bench.directory.removeEligible('adele', EXCHANGE.activatable)
        return undefined
      }
      const { status } = await race(s, bench, request, [[approve('alex')], [removed]])
      if (status === 'provisioning') await advanceRequest(bench.ctx, request.id)
      expect((await get(bench, request.id)).status).toBe('failed')
      expect(await bench.directory.activeAssignments('adele')).toEqual([])
    }))

  it('approve and revoke: revoked, and nothing stays behind in the directory', () =>
    property(async (s) => {
      const bench = await createBench()
      const request = await bench.pending()
      const { results } = await race(s, bench, request, [[approve('alex')], [revoke], [timePasses]])
      expect(codes(results)[1]).toBe('done')
      await settle(bench, request.id)
      expect((await get(bench, request.id)).status).toBe('revoked')
      expect(await bench.directory.activeAssignments('adele')).toEqual([])
    }))

  it('provisioning and revoke: revoked, and nothing stays behind in the directory', () =>
    property(async (s) => {
      const bench = await createBench()
      const request = await bench.pending()
      await approve('alex')(bench.ctx, request)
      await race(s, bench, request, [[timePasses], [revoke], [timePasses]])
      await settle(bench, request.id)
      expect((await get(bench, request.id)).status).toBe('revoked')
      expect(await bench.directory.activeAssignments('adele')).toEqual([])
    }))

  it('cancel and approve: canceled, or going on and the requester told so', () =>
    property(async (s) => {
      const bench = await createBench()
      const { results, status } = await race(s, bench, await bench.pending(), [[cancel], [approve('alex')]])
      const [canceled, approved] = codes(results)
      if (status === 'canceled')
        expect([canceled, ['alreadyDecided', 'done']]).toEqual(['done', ['alreadyDecided', 'done']])
      else expect([status, canceled, approved]).toEqual(['provisioning', 'wrongStatus', 'done'])
    }))

  it.each([0, -1])('deactivate and the end of the activation (%i ms before it): ended once', (late) =>
    property(async (s) => {
      const bench = await createBench()
      const request = await active(bench)
      bench.now = Number(request.activation?.endsAt) + late
      await race(s, bench, request, [[deactivate], [timePasses]])
      await settle(bench, request.id)
      const { status } = await get(bench, request.id)
      expect(late < 0 ? ['deactivated', 'expired'] : ['expired']).toContain(status)
      const ends = (await bench.moves(request.id)).filter((move) => isTerminal(move.split('>')[1] as Status))
      expect(ends).toHaveLength(1)
      expect(await bench.directory.activeAssignments('adele')).toEqual([])
    }),
  )
})

/** Time enough passes for whatever is under way. */
async function settle(bench: Bench, id: string): Promise<void> {
  for (let minute = 0; minute < 30; minute += 1) {
    await advanceRequest(bench.ctx, id)
    bench.now += MINUTE
  }
}

function setQuorum(world: Bench['world'], required: number): void {
  const settings = world.settings[EXCHANGE.key]
  if (settings?.approval) world.settings[EXCHANGE.key] = { ...settings, approval: { ...settings.approval, required } }
}

function setApprovers(world: Bench['world'], people: readonly string[]): void {
  const settings = world.settings[EXCHANGE.key]
  const approvers = people.map((personId) => ({ kind: 'person' as const, personId }))
  if (settings?.approval) world.settings[EXCHANGE.key] = { ...settings, approval: { ...settings.approval, approvers } }
}
