import { setTimeout as pause } from 'node:timers/promises'
import type { Lab } from './lab.ts'
import { openLab } from './lab.ts'
import type { Point } from './protocol.ts'
import { nameOf } from './protocol.ts'
import { takeSnapshot } from './snapshot.ts'
import { CHAPTERS, type Chapter, createTelling, type Telling } from './story.ts'

const MINUTE = 60_000
const CHAPTERS_PER_FOLDER = 24
/** How often a commit is shared by several writes is chance: a count may be missed in one telling and met in the next. */
const TRIES = 6
/** From here on on empty folders: some things are written once in the life of an installation. */
const FRESH_FROM = 2
/** May be left out after a crash: that the activation is there says more. */
const OPTIONAL = new Set(['provisioningAccepted'])

export interface NamedTally {
  /** Points that the story passes. */
  points: number
  killed: number
  kills: number
  readonly notReached: string[]
  readonly faults: string[]
}

export interface NamedOptions {
  /** These in each chapter; all that it passes by default. */
  readonly points?: readonly Point[]
  readonly chapters?: readonly Chapter[]
  readonly onPoint?: (name: string, faults: readonly string[]) => void
}

/** Tells every chapter once to learn its points, then once for each point, killed there, and checks what is left. */
export async function killAtPoints(options: NamedOptions = {}): Promise<NamedTally> {
  const { chapters = CHAPTERS, onPoint = () => undefined } = options
  const tally: NamedTally = { points: 0, killed: 0, kills: 0, notReached: [], faults: [] }
  let lab = await openLab()
  let told = 0
  try {
    for (const chapter of chapters) {
      const points = options.points ?? (await pointsOf(lab, chapter, ++told))
      tally.points += points.length
      for (const point of points) {
        const name = `${chapter.name}: ${nameOf(point)}`
        let isKilled = false
        for (let attempt = 0; attempt < TRIES && !isKilled; attempt += 1) {
          if (attempt >= FRESH_FROM || told % CHAPTERS_PER_FOLDER === 0) {
            await lab.close()
            lab = await openLab()
          }
          const faults = await tellAndKill(lab, chapter, ++told, point)
          isKilled = faults !== null
          tally.faults.push(...(faults ?? []).map((fault) => `${name}: ${fault}`))
          if (faults) onPoint(name, faults)
        }
        if (isKilled) tally.killed += 1
        else tally.notReached.push(name)
        tally.kills += Number(isKilled)
        if (tally.faults.length > 0) {
          tally.faults.push(`the data are kept in ${lab.data}`)
          return tally
        }
      }
    }
    return tally
  } finally {
    await lab.close(tally.faults.length > 0)
  }
}

/** Tells the chapter and notes what each commit made durable. */
async function pointsOf(lab: Lab, chapter: Chapter, number: number): Promise<readonly Point[]> {
  const counts = new Map<string, number>()
  await rest(lab)
  await lab.life().trace((names) => countAll(counts, names))
  const telling = createTelling(lab, `INC-${10_000 + number}`)
  await tell(telling, chapter, async () => {
    throw new Error('nobody was to be killed')
  })
  const faults = [...(await lab.check()), ...(await chapterFaults(telling, chapter))]
  if (faults.length > 0) throw new Error(`${chapter.name}, told without a crash: ${faults.join('; ')}`)
  await lab.life().kill()
  await lab.restart()
  return pointsCounted(counts)
}

/** Null where the story went by another way and never came to the point. */
async function tellAndKill(lab: Lab, chapter: Chapter, number: number, point: Point): Promise<string[] | null> {
  await rest(lab)
  lab.loadNext()
  await lab.life().arm(point)
  const telling = createTelling(lab, `INC-${10_000 + number}`)
  let deaths = 0
  await tell(telling, chapter, async () => {
    deaths += 1
    await lab.restart()
  })
  // Killed right after the last commit of all, a process may look alive for a moment longer than the story lasts.
  await giveTimeToDie(lab)
  if (lab.life().isGone()) {
    deaths += 1
    await lab.restart()
    await lab.settle()
  }
  const faults = [...(await lab.check()), ...(await chapterFaults(telling, chapter))]
  if (deaths > 0) return faults
  await lab.life().kill()
  await lab.restart()
  return faults.length > 0 ? faults : null
}

/** An hour later: fresh codes, fresh limits, and nothing of the last telling is due any more. */
async function rest(lab: Lab): Promise<void> {
  await lab.people.skips(61 * MINUTE)
  await lab.settle()
}

async function tell(telling: Telling, chapter: Chapter, onDeath: () => Promise<void>): Promise<void> {
  const { lab } = telling
  for (const step of chapter.steps) {
    for (let isDone = false; !isDone; ) {
      try {
        await step(telling)
        await lab.settle()
        await untilProvisioned(telling)
        isDone = !lab.life().isGone()
      } catch (error) {
        await giveTimeToDie(lab)
        if (!lab.life().isGone()) throw error
      }
      if (lab.life().isGone()) await onDeath()
    }
  }
}

/** A connection breaks a moment before the end of the process is known here. */
async function giveTimeToDie(lab: Lab): Promise<void> {
  await Promise.race([lab.life().gone, new Promise((resolve) => setTimeout(resolve, 200))])
}

/** Where a crash left the directory's answer unknown, the one repetition waits for half a minute to pass. */
async function untilProvisioned({ lab }: Telling): Promise<void> {
  for (let look = 0; look < 3; look += 1) {
    const open = takeSnapshot(lab.data).requests.some(({ status }) => status === 'provisioning')
    if (!open) return
    await lab.people.skips(31_000)
    await lab.settle()
  }
}

/** Whether the log tells the chapter as it was; what is being done at this very moment is waited for. */
async function chapterFaults(telling: Telling, chapter: Chapter): Promise<string[]> {
  for (let look = 0; look < 40; look += 1) {
    if (faultsNow(telling, chapter).length === 0) return []
    await pause(100)
  }
  return faultsNow(telling, chapter)
}

function faultsNow(telling: Telling, chapter: Chapter): string[] {
  const { events } = takeSnapshot(telling.lab.data)
  const { id } = telling.request()
  const types = events
    .filter(({ requestId, data }) => requestId === id && typeof data['rowVersion'] === 'number')
    .map(({ type }) => type)
    .filter((type, index, all) => !OPTIONAL.has(type) && (type !== 'provisioningAttempted' || all[index - 1] !== type))
  const expected = chapter.expected.filter((type) => !OPTIONAL.has(type))
  const since = events.filter(({ seq }) => seq > telling.sinceSeq)
  const others = (chapter.once ?? []).map(
    (type) => [type, since.filter((event) => event.type === type).length] as const,
  )
  return [
    ...(types.join() === expected.join() ? [] : [`${id} went ${types.join(', ')}`]),
    ...others.filter(([, count]) => count !== 1).map(([type, count]) => `${type} was recorded ${count} times`),
  ]
}

/** First starts on empty folders, killed at each point that one passes, or at these. */
export async function killFirstStarts(some?: readonly Point[]): Promise<NamedTally> {
  const tally: NamedTally = { points: 0, killed: 0, kills: 0, notReached: [], faults: [] }
  const points = some ?? (await pointsOfFirstStart())
  for (const point of points) {
    tally.points += 1
    const lab = await openLab({ beforeStart: (life) => life.arm(point), mayDie: true })
    if (lab.life().isGone()) {
      tally.killed += 1
      await lab.restart()
    } else tally.notReached.push(`first start: ${nameOf(point)}`)
    const faults = await lab.check()
    tally.faults.push(...faults.map((fault) => `first start: ${nameOf(point)}: ${fault}`))
    await lab.close()
  }
  return { ...tally, kills: tally.killed }
}

async function pointsOfFirstStart(): Promise<readonly Point[]> {
  const counts = new Map<string, number>()
  const lab = await openLab({ beforeStart: (life) => life.trace((names) => countAll(counts, names)) })
  await lab.close()
  return pointsCounted(counts)
}

function pointsCounted(counts: ReadonlyMap<string, number>): readonly Point[] {
  return [...counts].flatMap(([name, count]) =>
    Array.from({ length: count }, (_, index) => index + 1).flatMap((nth) => [
      { side: 'before' as const, name, nth },
      { side: 'after' as const, name, nth },
    ]),
  )
}

function countAll(counts: Map<string, number>, names: readonly string[]): void {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
}
