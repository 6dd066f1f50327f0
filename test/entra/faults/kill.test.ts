import { afterEach, describe, expect, it } from 'vitest'
import { callsOf } from './calls.ts'
import { type KillableStory, type Killing, tellKillableStory } from './killable.ts'
import { answeredThere, LIVES, MODES, type Mode } from './lives.ts'
import { liveThrough, PHASES, type Phase } from './people.ts'

let story: KillableStory
afterEach(async () => {
  await story.finish()
})

const ANSWERS = { approve: 'Approve', deny: 'Deny', cancel: null } as const

interface Plan extends Killing {
  readonly name: string
  readonly phase: Phase
}

/** Lives a life in which the process dies at each of these, and holds it against what must be true. */
async function livesThrough(mode: Mode, plan: readonly Plan[]): Promise<void> {
  story = await tellKillableStory(mode)
  const ended = await liveThrough(
    story,
    (phase) => {
      const next = plan.find((each) => each.phase === phase)
      if (next) story.armKill(next)
    },
    () => expect(story.madeSoFar(), 'doubled').toBeLessThanOrEqual(1),
  )
  expect(story.deaths(), 'was not killed').toBe(plan.length)
  expect(story.untruths).toEqual([])
  const { ends, there } = LIVES[mode]
  expect(ended?.status).toBe(ends)
  expect(story.madeSoFar()).toBe(ends === 'deactivated' ? 1 : 0)
  expect(story.isHeldNow()).toBe(false)
  if (there !== null) expect(answeredThere(story.tenant)).toBe(ANSWERS[there])
  expect(story.tokensWritten()).toEqual([])
}

const REQUESTS = /ScheduleRequests$/
const at = (phase: Phase, method: string, path: RegExp, moment: Killing['moment']): Plan => ({
  ...{ name: `${moment} ${method}`, phase, method, path, moment },
})

describe.runIf(process.env['MODE'] !== 'long')('a process killed while it calls Graph', () => {
  it('after the start, while polling and after the end, makes nothing twice and says what is true', async () => {
    await livesThrough('application', [
      at('decide', 'POST', REQUESTS, 'after'),
      at('run', 'GET', /ScheduleInstances$/, 'after'),
      at('end', 'POST', REQUESTS, 'after'),
    ])
  })

  it('after an answer to the tenant’s own approval, counts it once and for whoever the tenant took it from', async () => {
    await livesThrough('native', [at('answer', 'PATCH', /\/steps\/[^/]+$/, 'after')])
  })
})

/** Each call of a mode once, at most one in each phase of a life: so many are killed in one story. */
function plansOf(mode: Mode, moment: Killing['moment']): readonly (readonly Plan[])[] {
  const calls = callsOf(mode).filter(
    // A token is asked for by whoever runs the story, and the rest comes only after an answer was lost.
    ({ path, afterLostStart, spared = 0 }) => !path.source.includes('token') && !afterLostStart && spared === 0,
  )
  const byPhase = PHASES.map((phase) => calls.filter((call) => call.phase === phase))
  const most = Math.max(...byPhase.map(({ length }) => length))
  return Array.from({ length: most }, (_, index) =>
    byPhase.flatMap((those) => (those[index] ? [{ ...those[index], moment }] : [])),
  )
}

describe.runIf(process.env['MODE'] === 'long')('a process killed around each call to Graph', () => {
  const all = MODES.flatMap((mode) =>
    (['before', 'after'] as const).flatMap((moment) =>
      plansOf(mode, moment).map((plan) => [mode, moment, plan.map(({ name }) => name).join(', '), plan] as const),
    ),
  )
  it.each(all)(
    '%s, %s: %s',
    async (mode, _moment, _name, plan) => {
      await livesThrough(mode, plan)
    },
    120_000,
  )
})
