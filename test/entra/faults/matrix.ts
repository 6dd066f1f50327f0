import { expect } from 'vitest'
import type { Fault } from '../graph/tenant.ts'
import { callsOf, type LifeCall } from './calls.ts'
import { FAULTS } from './fault-list.ts'
import { type FaultyStory, type Mode, tellFaultyStory } from './faulty-story.ts'
import { liveThrough, type Phase } from './people.ts'
import { saysWhatToDo, type Witness, witness, wordsOf } from './witness.ts'

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

/** All of it, for the long form; `share` of it for the short one: each call with faults that take turns. */
export function cellsOf(mode: Mode, isLong: boolean): readonly Cell[] {
  const all = callsOf(mode).map((call, row) =>
    FAULTS.flatMap(([name, fault], column): Cell[] => {
      const both = call.method === 'POST' ? (['once', 'outage'] as const) : null
      const turn = (row + column) % 2 === 0 ? ('once' as const) : ('outage' as const)
      return (both ?? [turn]).map((lasts) => ({ call, name, fault, lasts }))
    }),
  )
  return isLong ? all.flat() : all.map((cells, row) => cells[(row * 7) % cells.length]).filter((cell) => !!cell)
}

/** Lives one life in which that goes wrong, and holds it against what must be true. */
export async function tryCell(mode: Mode, { call, name, fault, lasts }: Cell): Promise<void> {
  const about = `${mode}: ${call.name}, ${name}, ${lasts}`
  const story = await tellFaultyStory(mode)
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
    const request = await liveThrough(story, arm, () => {
      expect(story.madeSoFar(), `${about}: doubled`).toBeLessThanOrEqual(1)
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
  } else expect(['deactivated', 'expired'], about).toContain(request.status)
}

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
