import { mulberry32 } from '../directory/faulty-directory.ts'

/** Seeded randomness. Everything that is left to chance in a simulation is drawn here. */
export interface Random {
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  /** One of them; throws where there is none. */
  pick<T>(from: readonly T[]): T
  /** A key, by its weight. */
  weighted<K extends string>(weights: { readonly [key in K]: number }): K
  /** A stream of its own, so that one part drawing more leaves the others as they were. */
  fork(): Random
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed)
  const random: Random = {
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (from) => {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new Error('Nothing to pick from')
      return picked
    },
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][]
      let dice = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        if (dice < weight) return key
        dice -= weight
      }
      return random.pick(entries)[0]
    },
    fork: () => createRandom(Math.floor(next() * 4_294_967_296)),
  }
  return random
}
