import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ActivationRequest, isTerminal, type Status } from '../../bot/domain/activation-request.ts'
import { durationFromMs, MINUTE } from '../../bot/domain/duration.ts'
import type { JsonObject } from '../../bot/domain/values.ts'
import { activateAgain } from '../../bot/use-cases/activate-again.ts'
import { advanceRequest } from '../../bot/use-cases/advance-request.ts'
import { approveRequest } from '../../bot/use-cases/approve-request.ts'
import { cancelRequest } from '../../bot/use-cases/cancel-request.ts'
import type { Context } from '../../bot/use-cases/context.ts'
import { deactivateRole } from '../../bot/use-cases/deactivate-role.ts'
import type { Result } from '../../bot/use-cases/decide-request.ts'
import { denyRequest } from '../../bot/use-cases/deny-request.ts'
import { proveIdentity } from '../../bot/use-cases/prove-identity.ts'
import { reconcile } from '../../bot/use-cases/reconcile.ts'
import { revokeActivation } from '../../bot/use-cases/revoke-activation.ts'
import { submitRequest } from '../../bot/use-cases/submit-request.ts'
import { takeBackApproval } from '../../bot/use-cases/take-back-approval.ts'
import { createFaultyDirectory, type FaultyDirectory } from '../directory/faulty-directory.ts'
import { LEGAL_TRANSITIONS } from '../simulation/watch-saves.ts'
import { EXCHANGE, GLOBAL, MAIL, TEAMS, USER } from '../simulation/world.ts'
import { type Bench, createBench } from './context.ts'

/** Any series of what people and time may do: only what the table allows happens, and all of the table does happen. */

const BEFORE = ['pendingVerification', 'pendingApproval', 'approved'] as const
const revoking = [...BEFORE.map((from) => `${from}>revoked`), 'provisioning>ending', 'active>ending']

/** What each deed may bring about, in the request it names and in those linked to it. */
const CAUSES = {
  ask: ['none>pendingVerification', 'none>pendingApproval', 'none>provisioning'],
  again: ['none>pendingVerification', 'none>pendingApproval', 'none>approved', 'none>provisioning'],
  prove: ['pendingApproval', 'approved', 'provisioning', 'failed'].map((to) => `pendingVerification>${to}`),
  approve: ['provisioning', 'approved', 'failed'].map((to) => `pendingApproval>${to}`),
  deny: ['pendingApproval>denied'],
  cancel: [...BEFORE.map((from) => `${from}>canceled`), 'provisioning>ending'],
  deactivate: ['active>ending'],
  revoke: revoking,
  takeBack: revoking,
  pass: LEGAL_TRANSITIONS,
  /** Asked for and approved in one go, so that many series come far. */
  hold: LEGAL_TRANSITIONS,
  holdAgain: LEGAL_TRANSITIONS,
  goAway: [],
  outside: [],
  fault: [],
} satisfies { readonly [deed: string]: readonly string[] }

/**
 * What no directory that exists so far brings about: a call that needs the requester's sign-in again, and an approval by
 * the directory itself, during which one may still cancel. And what waits for its predecessor is looked at again only
 * when it starts, so that it fails in `provisioning`.
 */
const NOT_YET_REACHED = ['provisioning>approved', 'ending>canceled', 'approved>failed']

type Deed = keyof typeof CAUSES

interface Real {
  readonly bench: Bench
  readonly ctx: Context
  readonly faulty: FaultyDirectory
}

/** What is known to be the case: statuses by request, in the order they were made. */
interface Model {
  readonly statuses: Map<string, Status>
  /** How far the log was read. */
  seq: number
}

interface Wish {
  readonly deed: Deed
  readonly index: number
  readonly who: string
  readonly minutes: number
  readonly role: number
  /** Skipped where the table says no to it. */
  readonly isSensible: boolean
}

const reached = new Set<string>()

class Command implements fc.AsyncCommand<Model, Real> {
  readonly wish: Wish

  constructor(wish: Wish) {
    this.wish = wish
  }

  check({ statuses }: Readonly<Model>): boolean {
    const { deed, isSensible } = this.wish
    if (['ask', 'hold', 'pass', 'fault'].includes(deed)) return true
    const status = statuses.get(target(statuses, this.wish))
    if (status === undefined || !isSensible) return status !== undefined
    if (['again', 'holdAgain', 'outside'].includes(deed)) return status === 'active'
    return deed === 'goAway' || CAUSES[deed].some((move) => move.startsWith(`${status}>`))
  }

  async run(model: Model, real: Real): Promise<void> {
    const { statuses } = model
    const { deed } = this.wish
    const before = await real.bench.store.request(target(statuses, this.wish))
    const outcome = await perform(real, this.wish, before)
    const after = await real.bench.store.requests({ limit: 1000 })
    const moves = after.flatMap(({ id, status }) => {
      const from = statuses.get(id) ?? 'none'
      return from === status ? [] : [`${from}>${status}`]
    })
    // Several steps at once are looked at one by one, in the log below.
    if (CAUSES[deed] !== LEGAL_TRANSITIONS) for (const move of moves) expect(CAUSES[deed]).toContain(move)
    if (outcome === 'refused') expect(moves).toEqual([])
    if (before && mustSucceed(deed, this.wish.who, before, real.bench.now)) expect(outcome).toBe('done')
    const log = await real.bench.store.auditEvents({ afterSeq: model.seq, limit: 100_000 })
    for (const { event } of log) note(event.data)
    model.seq += log.length
    for (const { id, status } of after) statuses.set(id, status)
  }

  toString(): string {
    return JSON.stringify(this.wish)
  }
}

/** Mostly one of the newest. */
function target(statuses: ReadonlyMap<string, Status>, { index }: Wish): string {
  return [...statuses.keys()].at(-1 - (index % Math.max(1, statuses.size))) ?? ''
}

function note({ from, to }: JsonObject): void {
  if (to === undefined || from === to) return
  const move = `${from ?? 'none'}>${to}`
  expect(LEGAL_TRANSITIONS).toContain(move)
  reached.add(move)
}

/** Deeds that nothing stands in the way of. */
function mustSucceed(deed: Deed, who: string, request: ActivationRequest, now: number): boolean {
  const { status, windowEndsAt, votes } = request
  const isInTime = windowEndsAt === null || now < windowEndsAt
  const isBefore = (BEFORE as readonly Status[]).includes(status)
  if (deed === 'cancel') return isBefore
  if (deed === 'deactivate') return status === 'active'
  if (deed === 'revoke')
    return request.requesterId !== 'soc' && (isBefore || status === 'provisioning' || status === 'active')
  const mayDecide = who !== request.requesterId && ['alex', 'megan', 'ivan'].includes(who)
  if (deed === 'deny') return mayDecide && status === 'pendingApproval' && isInTime
  const isNew = !votes.some(({ personId }) => personId === who)
  return deed === 'approve' && mayDecide && isNew && status === 'pendingApproval' && isInTime
}

async function perform(real: Real, wish: Wish, request: ActivationRequest | null): Promise<string> {
  const { ctx, bench, faulty } = real
  const { deed, who, minutes, index } = wish
  const id = request?.id ?? ''
  const by = request?.requesterId ?? ''
  const answered = async (run: Promise<{ readonly outcome: string }>) => (await run).outcome
  switch (deed) {
    case 'ask':
      return answered(ask(ctx, wish))
    case 'again':
      return answered(activateAgain(ctx, null, by, id))
    case 'hold':
      return clear(real, await ask(ctx, wish))
    case 'holdAgain':
      return clear(real, await activateAgain(ctx, null, by, id))
    case 'prove':
      return answered(proveIdentity(ctx, { kind: 'request', requestId: id }, by, 'totp'))
    case 'approve': {
      const approval = { by: who, requestId: id, termsVersion: 1, duration: null, proven: true, ticked: true }
      return answered(approveRequest(ctx, null, approval))
    }
    case 'deny':
      return answered(denyRequest(ctx, null, { by: who, requestId: id, termsVersion: null, reason: 'not now' }))
    case 'cancel':
      return answered(cancelRequest(ctx, null, by, id))
    case 'deactivate':
      return answered(deactivateRole(ctx, null, by, id))
    case 'revoke':
      return answered(revokeActivation(ctx, null, 'soc', id, 'stolen laptop'))
    case 'takeBack':
      return answered(takeBackApproval(ctx, null, request?.votes[0]?.personId ?? who, id, null))
    case 'goAway':
      await bench.directory.removeEligible(by, request?.terms.activatable ?? EXCHANGE.activatable)
      return 'done'
    case 'outside':
      await bench.directory.deactivate({
        key: 'outside',
        personId: by,
        activatable: request?.terms.activatable ?? EXCHANGE.activatable,
      })
      return 'done'
    case 'fault':
      return spoil(faulty, index)
    case 'pass':
      return pass(real, minutes)
  }
}

function spoil(faulty: FaultyDirectory, index: number): string {
  if (index === 0) faulty.lag({ goneAfterMs: 100 * MINUTE })
  else if (index === 1) faulty.next('deactivate', ...Array.from({ length: 50 }, () => 'unknownNotDone' as const))
  else faulty.next('activate', (['claimsAccepted', 'unknownNotDone', 'refused'] as const)[index % 3] ?? null)
  return 'done'
}

/** Proves and approves whatever is asked of a new request. */
async function clear(real: Real, asked: Result): Promise<string> {
  if (asked.outcome !== 'done') return asked.outcome
  const { id: requestId, requesterId } = asked.request
  await proveIdentity(real.ctx, { kind: 'request', requestId }, requesterId, 'totp')
  for (const by of ['alex', 'megan', 'ivan']) {
    const approval = { by, requestId, termsVersion: 1, duration: null, proven: true, ticked: true }
    await approveRequest(real.ctx, null, approval)
  }
  return pass(real, 0)
}

function ask(ctx: Context, { who, minutes, role }: Wish): Promise<Result> {
  const { activatable } = [EXCHANGE, MAIL, TEAMS, USER, GLOBAL, MAIL][role] ?? EXCHANGE
  const duration = durationFromMs(Math.max(5, minutes % 60) * MINUTE)
  const wish = { activatable, duration, latestEnd: null, ticket: 'INC-1234', justification: 'mail flow is down' }
  return submitRequest(ctx, null, who, { ...wish, continuesRequestId: null })
}

/** Time passes as the timer takes it, with a reconciliation at the end. */
async function pass({ ctx, bench }: Real, minutes: number): Promise<string> {
  const end = bench.now + minutes * MINUTE
  for (;;) {
    for (const { id } of await bench.store.dueRequests(bench.now, 100)) await advanceRequest(ctx, id)
    if (bench.now >= end) break
    const [stillDue] = await bench.store.dueRequests(bench.now, 1)
    const next = stillDue ? bench.now + MINUTE : ((await bench.store.nextDueAt(bench.now)) ?? end)
    bench.now = Math.min(end, next)
  }
  await reconcile(ctx)
  return 'done'
}

const DEEDS: { readonly [deed in Deed]: number } = {
  ask: 2,
  hold: 3,
  again: 2,
  holdAgain: 2,
  prove: 2,
  approve: 3,
  deny: 1,
  cancel: 1,
  deactivate: 1,
  revoke: 1,
  takeBack: 1,
  pass: 2,
  goAway: 1,
  outside: 1,
  fault: 1,
}

const wish = fc.record({
  deed: fc.constantFrom(...Object.entries(DEEDS).flatMap(([deed, weight]) => Array<Deed>(weight).fill(deed as Deed))),
  index: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
  who: fc.constantFrom('adele', 'adele', 'omar', 'alex', 'megan', 'ivan'),
  minutes: fc.constantFrom(0, 1, 1, 2, 3, 10, 25, 65, 121),
  role: fc.nat(5),
  isSensible: fc.constantFrom(true, true, true, false),
})

function oneGroupOfApprovers(world: Bench['world']): void {
  world.requestLimit = 1000
  const mail = world.settings[MAIL.key]
  const approvers = world.settings[EXCHANGE.key]?.approval?.approvers ?? []
  if (mail?.approval) world.settings[MAIL.key] = { ...mail, approval: { ...mail.approval, approvers } }
}

describe('any series of deeds', () => {
  it('leads only where the table allows, and everywhere it allows', { timeout: 60_000 }, async () => {
    const commands = fc.commands([wish.map((each) => new Command(each))], { maxCommands: 60, size: 'max' })
    const property = fc.asyncProperty(commands, async (series) => {
      const bench = await createBench({ edit: oneGroupOfApprovers })
      const faulty = createFaultyDirectory({ inner: bench.directory, now: () => bench.now })
      const real = { bench, faulty, ctx: { ...bench.ctx, directory: faulty } }
      await fc.asyncModelRun(() => ({ model: { statuses: new Map(), seq: 0 }, real }), series)
      faulty.heal()
      await pass(real, 600)
      const open = (await bench.store.requests({ limit: 1000 })).filter(({ status }) => !isTerminal(status))
      expect(open).toEqual([])
      const held = await bench.directory.activeAssignments()
      expect(held.filter(({ via }) => via === 'activated')).toEqual([])
    })
    await fc.assert(property, { numRuns: 150, seed: 3 })
    expect(LEGAL_TRANSITIONS.filter((move) => !reached.has(move) && !NOT_YET_REACHED.includes(move))).toEqual([])
  })
})
