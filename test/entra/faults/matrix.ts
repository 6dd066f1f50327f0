import { expect } from 'vitest'
import type { Fault } from '../graph/tenant.ts'
import { callsOf, type LifeCall } from './calls.ts'
import { FAULTS } from './fault-list.ts'
import { tellFaultyStory } from './faulty-story.ts'
import { judgeAnswers, judgeEnd, judgeWait, judgeWords } from './judges.ts'
import type { Mode } from './lives.ts'
import { liveThrough, type Phase } from './people.ts'
import { witness } from './witness.ts'

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
  native: [
    ['answering, the approval', '404, not replicated yet', 'once'],
    ['the answer', '403', 'outage'],
    ['the answer', 'a reset after success', 'once'],
    ['the answer read back', '403', 'once'],
  ],
  group: [['the answer', '500 after success', 'once']],
  denied: [['the answer', 'a timeout after success', 'once']],
  withdrawn: [['the withdrawal', 'a reset before', 'outage']],
  groupWithdrawn: [['the withdrawal', 'a reset after success', 'once']],
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
      const once = call.method === 'GET' ? READ_GIVEN_UP : 1
      faults.fail(call.method, call.path, fault, lasts === 'once' ? once : Number.POSITIVE_INFINITY, call.spared)
    }
    const isWrite = call.method !== 'GET' && !call.name.includes('batch')
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
    await judgeAnswers(story, about)
    expect(story.tenant.graph.violations, about).toEqual([])
  } finally {
    await story.finish()
  }
}
