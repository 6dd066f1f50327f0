import { expect } from 'vitest'
import type { Fault } from '../graph/tenant.ts'
import { callsOf, type LifeCall } from './calls.ts'
import { FAULTS } from './fault-list.ts'
import { type FaultyStory, type Mode, tellFaultyStory } from './faulty-story.ts'
import { liveThrough, type Phase } from './people.ts'
import { saysWhatToDo, type Witness, witness, wordsOf } from './witness.ts'

const SHORT_MS = 150
const LONG_MS = 20_000
/** Minutes that an outage lasts. */
const OUTAGE_ROUNDS = 8
/** A read is asked three times before it is given up. */
const READ_GIVEN_UP = 4

export interface Cell {
  readonly call: LifeCall
  readonly name: string
  readonly fault: Fault
  readonly lasts: 'once' | 'outage'
}

/** The short form: where an answer that is lost, late or wrong costs most. */
const SHORT: { readonly [mode in Mode]: readonly (readonly [call: string, fault: string, lasts: Cell['lasts']])[] } = {
  application: [
    ['asking, the batch', '500', 'outage'],
    ['deciding, a token', '500', 'once'],
    ['the start', '403', 'once'],
    ['the start', '404, not replicated yet', 'outage'],
    ['the start', '500 after success', 'once'],
    ['the start', 'a timeout after success', 'outage'],
    ['the start read back', '429 with a long wait', 'outage'],
    ['the poll, roles', '404, not replicated yet', 'outage'],
    ['the end', '403', 'outage'],
    ['the end', 'a reset after success', 'once'],
    ['the end read back', '404, not replicated yet', 'once'],
  ],
  delegated: [
    ['the start', '401', 'once'],
    ['the start', 'a reset before', 'once'],
    ['the start', 'a reset after success', 'once'],
    ['the request of a lost start', '404, not replicated yet', 'outage'],
    ['the end', '409', 'outage'],
  ],
}

/** Each call with each fault; a read meets it once or as an outage in turns, what writes meets both. */
export function cellsOf(mode: Mode, isLong: boolean): readonly Cell[] {
  const all = callsOf(mode).flatMap((call, row) =>
    FAULTS.flatMap(([name, fault], column): Cell[] => {
      const turn = (row + column) % 2 === 0 ? ('once' as const) : ('outage' as const)
      const lengths = isLong && call.method === 'GET' ? [turn] : (['once', 'outage'] as const)
      return lengths.map((lasts) => ({ call, name, fault, lasts }))
    }),
  )
  if (isLong) return all
  return SHORT[mode].flatMap(([call, fault, lasts]) => {
    const found = all.find((cell) => cell.call.name === call && cell.name === fault && cell.lasts === lasts)
    if (!found) throw new Error(`No such cell: ${call}, ${fault}`)
    return found
  })
}

/** Lives one life in which that goes wrong, and holds it against what must be true. */
export async function tryCell(mode: Mode, { call, name, fault, lasts }: Cell): Promise<void> {
  const about = `${mode}: ${call.name}, ${name}, ${lasts}`
  // Waits are short only where they are waited for: a busy machine must not add faults of its own.
  const story = await tellFaultyStory(mode, fault.kind.startsWith('timeout') ? SHORT_MS : LONG_MS)
  try {
    const { faults } = story.tenant.graph
    const seen = witness(story, story.isHeldNow)
    let healsIn = Number.POSITIVE_INFINITY
    const arm = (phase: Phase) => {
      if (phase !== call.phase || healsIn !== Number.POSITIVE_INFINITY) return
      healsIn = OUTAGE_ROUNDS * 2
      if (call.afterLostStart) faults.fail('POST', call.path, { kind: 'resetAfter' })
      const once = call.method === 'POST' ? 1 : READ_GIVEN_UP
      faults.fail(call.method, call.path, fault, lasts === 'once' ? once : Number.POSITIVE_INFINITY, call.spared)
    }
    const isWrite = call.method === 'POST' && !call.name.includes('batch')
    const request = await liveThrough(story, arm, async () => {
      expect(story.madeSoFar(), `${about}: doubled`).toBeLessThanOrEqual(1)
      // Where names cannot be read, cards wait; a write that fails keeps nobody from being told.
      if (isWrite) await judgeWait(story, about)
      healsIn -= 1
      if (healsIn === 0) faults.heal()
    })
    expect(seen.untruths, about).toEqual([])
    await judgeEnd(story, about, request)
    await judgeWords(story, about, seen)
    expect(story.tenant.graph.violations, about).toEqual([])
  } finally {
    await story.finish()
  }
}

async function judgeEnd(
  story: FaultyStory,
  about: string,
  request: Awaited<ReturnType<FaultyStory['current']>>,
): Promise<void> {
  if (!request) throw new Error(`${about}: came to no end, but ${(await story.current())?.status ?? 'no request'}`)
  expect(story.isHeldNow(), `${about}: ${request.status}, and still held`).toBe(false)
  if (request.status === 'failed') {
    expect(story.madeSoFar(), `${about}: said to have failed, and was made`).toBe(0)
    const card = story.platform.seenBy('adele').find((view) => view.card === 'request')
    const code = request.outcome?.code
    if (!card || code == null) throw new Error(`${about}: failed without a word`)
    expect(saysWhatToDo(card, code), `${about}: ${wordsOf(card, 'fr')}`).toBe(true)
    return
  }
  // Whom the tenant no longer knows holds nothing any longer.
  const good = about.includes('404') ? ['deactivated', 'expired', 'revoked'] : ['deactivated', 'expired']
  expect(good, about).toContain(request.status)
}

/** While nobody knows, or nothing helps, the holder reads just that; in both languages. */
async function judgeWait(story: FaultyStory, about: string): Promise<void> {
  const request = await story.current()
  const card = story.platform.seenBy('adele').find((view) => view.card === 'request')
  // While the tenant asks for patience nobody's name can be read, and cards wait for them.
  if (!request || card?.card !== 'request' || card.viewVersion !== request.viewVersion) return
  if (request.provisioning?.outcome === 'unknown' && request.status === 'provisioning')
    expect(
      UNSETTLED.every(([language, words]) => wordsOf(card, language).includes(words)),
      about,
    ).toBe(true)
  if (request.ending?.stuckSince !== undefined && request.status === 'ending')
    expect(
      STUCK.every(([language, words]) => wordsOf(card, language).includes(words)),
      about,
    ).toBe(true)
}

const UNSETTLED = [
  ['en', 'Elevate keeps asking and will tell you'],
  ['fr', 'D’ici là, attendez'],
] as const
const STUCK = [
  ['en', 'end the role in the directory’s own portal'],
  ['fr', 'mettez fin au rôle dans le portail de l’annuaire'],
] as const

/** Whoever was refused was told what to do instead. */
async function judgeWords(story: FaultyStory, about: string, { said }: Witness): Promise<void> {
  expect(said.length, about).toBeGreaterThan(0)
  for (const who of ['adele', 'alex']) {
    for (const view of story.platform.seenBy(who)) {
      if (view.card !== 'refusal') continue
      for (const { code } of view.refusals) expect(saysWhatToDo(view, code), `${about}: ${code}`).toBe(true)
    }
  }
}
