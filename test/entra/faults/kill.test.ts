import { afterEach, describe, expect, it } from 'vitest'
import { callsOf } from './calls.ts'
import type { Mode } from './faulty-story.ts'
import { type KillableStory, type Killing, tellKillableStory } from './killable.ts'
import { liveThrough, type Phase } from './people.ts'

let story: KillableStory
afterEach(async () => {
  await story.finish()
})

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
  expect(ended?.status).toBe('deactivated')
  expect(story.madeSoFar()).toBe(1)
  expect(story.isHeldNow()).toBe(false)
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
})

describe.runIf(process.env['MODE'] === 'long')('a process killed around each call to Graph', () => {
  const all = (['application', 'delegated'] as const).flatMap((mode) =>
    callsOf(mode)
      .filter(
        ({ path, afterLostStart, spared = 0 }) => !path.source.includes('token') && !afterLostStart && spared === 0,
      )
      .flatMap((call) => (['before', 'after'] as const).map((moment) => [mode, moment, call.name, call] as const)),
  )
  it.each(all)('%s, %s: %s', async (mode, moment, _name, call) => {
    await livesThrough(mode, [{ ...call, moment }])
  })
})
