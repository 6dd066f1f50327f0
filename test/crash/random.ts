import { setTimeout as pause } from 'node:timers/promises'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { mulberry32 } from '../directory/faulty-directory.ts'
import { type Lab, openLab } from './lab.ts'
import type { Act } from './ledger.ts'
import { takeSnapshot } from './snapshot.ts'

const MINUTE = 60_000
/** Lives on one data folder before the next: short histories are checked quickly, and each first start is a case too. */
const LIVES_PER_FOLDER = 30
const ACTS_PER_LIFE = 10
/** Latest moment of a kill after the first act, or after the beginning of a start. */
const LATEST_KILL_MS = 220
const KILLED_AT_START = 0.1

const ELIGIBLE: readonly (readonly [person: string, role: string])[] = [
  ['adele', 'User Administrator'],
  ['adele', 'Helpdesk Administrator'],
  ['adele', 'Exchange Administrator'],
  ['megan', 'Exchange Administrator'],
  ['lidia', 'SharePoint Administrator'],
  ['lidia', 'Global Reader'],
  ['alex', 'Teams Administrator'],
  ['pradeep', 'Security Reader'],
]
const EVERYBODY = ['adele', 'lidia', 'alex', 'megan', 'pradeep'] as const
const QUESTIONS = ['mine', 'pending', 'who', 'help', 'status', '/elevate', 'settings Exchange Administrator'] as const

export interface Tally {
  kills: number
  acts: number
  acknowledged: number
  requests: number
  auditEvents: number
  activated: number
  readonly faults: string[]
}

export interface RandomOptions {
  readonly kills: number
  readonly seed: number
  readonly untilMs?: number
  readonly onFolder?: (tally: Tally) => void
}

/** Kills a server under load at random moments, again and again, and checks after each restart. */
export async function killAtRandom({ kills, seed, untilMs = Infinity, onFolder }: RandomOptions): Promise<Tally> {
  const tally: Tally = { kills: 0, acts: 0, acknowledged: 0, requests: 0, auditEvents: 0, activated: 0, faults: [] }
  const random = randomFrom(seed)
  while (tally.kills < kills && Date.now() < untilMs && tally.faults.length === 0) {
    const lab = await openLab()
    try {
      const last = Math.min(kills, tally.kills + LIVES_PER_FOLDER)
      while (tally.kills < last && Date.now() < untilMs && tally.faults.length === 0) await oneLife(lab, random, tally)
      if (tally.faults.length === 0) tally.faults.push(...(await bringToTheEnd(lab)))
      count(lab, tally)
    } finally {
      const hasFault = tally.faults.length > 0
      if (hasFault) tally.faults.push(`the data are kept in ${lab.data}`)
      await lab.close(hasFault)
    }
    onFolder?.(tally)
  }
  return tally
}

async function oneLife(lab: Lab, random: Random, tally: Tally): Promise<void> {
  lab.loadNext()
  const doing = startActs(lab, random)
  await pause(random.below(LATEST_KILL_MS))
  await lab.life().kill()
  tally.kills += 1
  await Promise.all(doing)
  if (random.chance(KILLED_AT_START)) {
    const starting = lab.restart().catch(() => undefined)
    await pause(random.below(LATEST_KILL_MS))
    await lab.life().kill()
    tally.kills += 1
    await starting
  }
  await lab.restart()
  await Promise.allSettled(
    unacknowledged(lab)
      .filter(() => random.chance(0.5))
      .map((act) => lab.people.repeats(act)),
  )
  tally.faults.push(...(await lab.check()))
}

/** Time passes until nothing is open any more; nobody does anything. */
async function bringToTheEnd(lab: Lab): Promise<readonly string[]> {
  for (let step = 0; step < 6; step += 1) {
    // What was recorded as attempted and never reached the directory is repeated after half a minute.
    await lab.people.skips(step === 0 ? MINUTE : 65 * MINUTE)
    await lab.settle()
  }
  const open = takeSnapshot(lab.data).requests.filter(({ outcome }) => outcome === null)
  return [...open.map(({ id, status }) => `${id} is still ${status} after hours`), ...(await lab.check())]
}

function count(lab: Lab, tally: Tally): void {
  const { requests, events } = takeSnapshot(lab.data)
  const acts = lab.ledger.acts
  tally.acts += acts.length
  tally.acknowledged += acts.filter(({ acknowledged }) => acknowledged).length
  tally.requests += requests.length
  tally.activated += requests.filter(({ activation }) => activation !== null).length
  tally.auditEvents += events.length
}

/** What never was acknowledged is sent again with the same nonce, as a page does. */
function unacknowledged(lab: Lab): readonly Act[] {
  return lab.ledger.acts
    .slice(-ACTS_PER_LIFE)
    .filter(({ acknowledged, kind }) => !acknowledged && kind !== 'proof' && kind !== 'skip')
}

function startActs(lab: Lab, random: Random): readonly Promise<unknown>[] {
  const { requests } = takeSnapshot(lab.data)
  return Array.from({ length: ACTS_PER_LIFE }, async () => {
    await pause(random.below(LATEST_KILL_MS / 2))
    // A broken connection or a no: the ledger says what was acknowledged.
    await someAct(lab, random, requests).catch(() => undefined)
  })
}

async function someAct(lab: Lab, random: Random, requests: readonly ActivationRequest[]): Promise<unknown> {
  const { people } = lab
  const mark = `INC-${1000 + lab.ledger.acts.length}`
  const open = requests.filter(({ outcome }) => outcome === null)
  const request = random.chance(0.9) ? random.pick(open) : random.pick(requests)
  const dice = random.below(100)
  if (dice < 28 || !request) {
    const [person, role] = random.pick(ELIGIBLE) ?? ['adele', 'User Administrator']
    const act = people.says(person, `/elevate ${role} 1h ${mark}`, { kind: 'ask', mark })
    return random.chance(0.2) ? twice(lab, await act) : act
  }
  if (dice < 34) return people.skips(random.pick([20_000, 2 * MINUTE, 16 * MINUTE, 55 * MINUTE, 70 * MINUTE]) ?? MINUTE)
  if (dice < 40) return people.says(random.pick(EVERYBODY) ?? 'adele', random.pick(QUESTIONS) ?? 'help')
  if (dice < 43) return blockOrUnblock(lab, random, `incident-${mark}`)
  return onRequest(lab, random, request, `because-${mark}`)
}

/** Mostly what the request waits for, by who may; sometimes anything by anybody. */
async function onRequest(lab: Lab, random: Random, request: ActivationRequest, mark: string): Promise<unknown> {
  const { people } = lab
  const { id, requesterId, status } = request
  const anybody = random.pick(EVERYBODY) ?? 'adele'
  const approver = random.chance(0.8) ? (random.pick(['alex', 'megan']) ?? 'alex') : anybody
  const self = random.chance(0.9) ? requesterId : anybody
  const decide = { kind: 'decide', mark } as const
  if (status === 'pendingVerification' && random.chance(0.8)) {
    return people.proves(requesterId, id, random.chance(0.1) ? '000000' : undefined)
  }
  if (status === 'pendingApproval' && random.chance(0.6))
    return people.presses(approver, 'approve', id, {}, { kind: 'decide' })
  switch (random.below(6)) {
    case 0:
      return people.presses(approver, 'deny', id, { reason: mark }, decide)
    case 1:
      return people.presses(approver, 'revoke', id, { reason: mark }, decide)
    case 2:
      return people.presses(self, 'cancel', id, {}, { kind: 'decide' })
    case 3:
      return people.presses(self, 'again', id, {}, { kind: 'again' })
    case 4:
      return people.presses(approver, 'approve', id, {}, { kind: 'decide' })
    default:
      return people.presses(self, 'deactivate', id, {}, { kind: 'decide' })
  }
}

function blockOrUnblock(lab: Lab, random: Random, mark: string): Promise<unknown> {
  return random.chance(0.4)
    ? lab.people.says('alex', `/elevate revoke @Lidia Holloway ${mark}`, { kind: 'revokePerson', mark })
    : lab.people.says('megan', '/elevate unblock @Lidia Holloway')
}

async function twice(lab: Lab, act: Act): Promise<void> {
  await lab.people.repeats(act)
}

export interface Random {
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T | undefined
}

/** The same seed makes the same choices; what the machine makes of their timing is its own. */
export function randomFrom(seed: number): Random {
  const next = mulberry32(seed)
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] }
}
