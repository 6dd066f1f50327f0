import type { Clock } from '../../bot/ports/clock.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** What becomes of a call under way when its process dies: not made, or made all the same with nobody to hear the answer. */
type AtCrash = 'dropped' | 'mayArrive'

export interface CallOptions {
  readonly label: string
  readonly latencyMs: number
  readonly atCrash?: AtCrash
}

/**
 * One run of the server process. Everything it does to the world goes through here, late by some milliseconds of the
 * seed's choosing; once it is killed nothing of it reaches the world or is called back any more.
 */
export interface Life {
  isAlive(): boolean
  kill(): void
  call<T>(options: CallOptions, run: () => Promise<T>): Promise<T>
  readonly clock: Clock
}

export function createLife(scheduler: Scheduler, random: Random, wall: () => number): Life {
  const underWay = new Set<{ readonly callOff: () => void; readonly atCrash: AtCrash }>()
  let isAlive = true

  function call<T>({ label, latencyMs, atCrash = 'dropped' }: CallOptions, run: () => Promise<T>): Promise<T> {
    if (!isAlive) return new Promise(() => {})
    return new Promise((resolve, reject) => {
      const callOff = scheduler.after(latencyMs, label, async () => {
        underWay.delete(entry)
        try {
          const answer = await run()
          if (isAlive) resolve(answer)
        } catch (error) {
          if (isAlive) reject(error)
        }
      })
      const entry = { callOff, atCrash }
      underWay.add(entry)
    })
  }

  return {
    isAlive: () => isAlive,
    kill: () => {
      isAlive = false
      for (const { callOff, atCrash } of underWay) {
        if (atCrash === 'dropped' || random.chance(0.6)) callOff()
      }
      underWay.clear()
    },
    call,
    clock: {
      wall,
      monotonic: scheduler.now,
      wake: (afterMs, callback) =>
        scheduler.after(afterMs, 'wake', () => {
          if (isAlive) callback()
        }),
    },
  }
}
