import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../bot/domain/values.ts'
import type { Generated } from './generate.ts'
import { peopleFor } from './organisation.ts'
import { type Ask, answerOf, forkProgram } from './run-measure.ts'

/** When everything generated was asked for. Engines that work on it have their clock set ahead or back to its ends. */
export const BEGAN: Instant = Date.UTC(2026, 4, 4, 13)
/** When the first end comes that counts. */
export const FIRST_END: Instant = BEGAN + 4 * 3_600_000
/** Ends before those that count: code that runs for the first time is not yet compiled. */
const WARM_UP = 500

export interface Seeded {
  readonly folder: string
  readonly people: number
}

/** A data folder with so many running activations, ending spread over a while; copied from one made earlier in this run. */
export async function activeFolder(ask: Ask, name: string, active: number, spreadMs: number): Promise<Seeded> {
  const warm = Math.min(WARM_UP, active)
  const { leadMs } = ask.scale
  const people = peopleFor(active + warm)
  const activeEnds = [
    ...spreadEnds(warm, FIRST_END - 0.8 * leadMs, 0.4 * leadMs),
    ...spreadEnds(active, FIRST_END, spreadMs),
  ]
  const folder = await copyOf(ask, name, `active-${active}-${spreadMs}`, { people, at: BEGAN, activeEnds })
  return { folder, people }
}

/** A data folder of its own for one measure, copied from one generated once a run. */
export async function copyOf(
  ask: Ask,
  name: string,
  seed: string,
  content: Omit<Generated, 'folder'>,
): Promise<string> {
  const source = join(ask.seeds, seed)
  if (!existsSync(source)) {
    const unfinished = `${source}-unfinished`
    mkdirSync(unfinished, { recursive: true })
    await generateIn(unfinished, content)
    renameSync(unfinished, source)
  }
  const folder = join(ask.folder, name)
  cpSync(source, folder, { recursive: true })
  return folder
}

export async function generateIn(folder: string, content: Omit<Generated, 'folder'>): Promise<void> {
  const child = forkProgram('generate')
  child.send({ folder, ...content })
  await answerOf(child)
}

export function spreadEnds(count: number, from: Instant, spreadMs: number): readonly Instant[] {
  return Array.from({ length: count }, (_, index) => from + Math.floor((index * spreadMs) / count))
}
