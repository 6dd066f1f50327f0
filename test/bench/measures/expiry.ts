import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { JsonObject } from '../../../bot/domain/values.ts'
import type { RequestStore } from '../../../bot/ports/request-store.ts'
import { createSpread, type Measured, ms, round, type Spread, thousands } from '../figures.ts'
import { bareExpiry } from '../machine.ts'
import type { Ask, Measure } from '../run-measure.ts'
import { activeFolder, FIRST_END, spreadEnds } from '../seeds.ts'
import { createWorld } from '../world.ts'

const PATIENCE_MS = 10 * 60_000
/** What one end writes into the audit log, about. */
const LINE = Buffer.alloc(400, 'x')

interface Ended {
  readonly lateness: Spread
  readonly early: number
  /** From the first end to the moment at which the last one was recorded. */
  readonly allWithinMs: number
  readonly details: JsonObject
}

/** How long after its end an activation is recorded as expired, on disk, after the directory confirmed it. */
export const lateness: Measure = {
  name: 'lateness',
  run: async (ask) => {
    const { spreadMs } = ask.scale
    const rows: Measured[] = []
    for (const [index, active] of ask.scale.active.entries()) {
      const budget = index === 0 ? 20 : 50
      const bare = await bareExpiry(ask.folder, spreadEnds(active, 0, spreadMs), LINE)
      const ended = await letEnd(ask, active, spreadMs)
      const p99 = ended.lateness.at(99)
      rows.push({
        title: `Expiry lateness, ${thousands(active)} active, all ending within ${spreadMs / 1000} s`,
        budget: `p99 ≤ ${budget} ms, never early`,
        figure: `p99 ${ms(p99)}, p50 ${ms(ended.lateness.at(50))}, ${ended.early} early`,
        limit: `p99 ${ms(bare.at(99))}: bare timer, append + fdatasync`,
        ratio: round(p99 / bare.at(99)),
        met: p99 <= budget && ended.early === 0,
        details: { ...ended.details, lateness: ended.lateness.summary(), bare: bare.summary() },
      })
    }
    return rows
  },
}

/** Everything due at the same instant. */
export const burst: Measure = {
  name: 'burst',
  run: async (ask) => {
    const { atOnce } = ask.scale
    const bare = await bareExpiry(
      ask.folder,
      Array.from({ length: atOnce }, () => 0),
      LINE,
    )
    const ended = await letEnd(ask, atOnce, 0)
    return [
      {
        title: `${thousands(atOnce)} due in the same second (at the same instant)`,
        budget: 'all in ≤ 1 s',
        figure: `all in ${ms(ended.allWithinMs)}`,
        limit: `${ms(bare.maximum)}: the same lines in one append + fdatasync`,
        ratio: round(ended.allWithinMs / bare.maximum),
        met: ended.allWithinMs <= 1000 && ended.early === 0,
        details: { ...ended.details, early: ended.early, lateness: ended.lateness.summary(), bareMs: bare.maximum },
      },
    ]
  },
}

async function letEnd(ask: Ask, active: number, spreadMs: number): Promise<Ended> {
  const { folder, people } = await activeFolder(ask, `ending-${active}-${spreadMs}`, active, spreadMs)
  const lateness = createSpread()
  let early = 0
  let last = 0
  let isOver: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    isOver = resolve
  })

  const aheadMs = FIRST_END - ask.scale.leadMs - Date.now()
  const wrapStore = (store: RequestStore): RequestStore => ({
    ...store,
    save: async (change) => {
      const outcome = await store.save(change)
      const request = change.request?.next
      const endsAt = request?.activation?.endsAt ?? 0
      if (request?.status !== 'expired' || outcome.outcome !== 'saved' || endsAt < FIRST_END) return outcome
      const late = Date.now() + aheadMs - endsAt
      if (late < 0) early += 1
      lateness.add(late)
      last = Math.max(last, endsAt - FIRST_END + late)
      if (lateness.count === active) isOver()
      return outcome
    },
  })
  const stalls = monitorEventLoopDelay({ resolution: 1 })
  const world = await createWorld({ folder, people, aheadMs, wrapStore })
  await world.engine.start()
  stalls.enable()
  const cpuBefore = process.cpuUsage()
  const patience = setTimeout(isOver, PATIENCE_MS)
  await over
  clearTimeout(patience)
  stalls.disable()
  const cpu = process.cpuUsage(cpuBefore)
  if (lateness.count < active) throw new Error(`Only ${lateness.count} of ${active} activations ended in ten minutes`)
  const details = {
    active,
    spreadMs,
    longestStallMs: stalls.max / 1e6,
    stallP99Ms: stalls.percentile(99) / 1e6,
    /** Until the last end, messages sent by then included: tells more than time does where others are at work. */
    cpuMsPerEnd: (cpu.user + cpu.system) / 1000 / lateness.count,
  }
  await world.close()
  return { lateness, early, allWithinMs: last, details }
}
