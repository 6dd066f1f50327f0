import { isTerminal } from '../../bot/domain/activation-request.ts'
import { MINUTE, SECOND } from '../../bot/domain/duration.ts'
import { createActors } from './actors.ts'
import { checkEnd } from './final-checks.ts'
import { inspect } from './inspect.ts'
import type { Violation } from './ledger.ts'
import { createMemoryStorage } from './memory-storage.ts'
import { createMischief } from './mischief.ts'
import { createNetwork } from './network.ts'
import { createRandom } from './random.ts'
import { createSimulation, type OpenStorage, type Simulation } from './simulation.ts'

export interface SimulationOptions {
  readonly openStorage?: OpenStorage
  /** Lines of the trace to keep; none by default. */
  readonly keepLines?: number
  /** Approvals come as windows close. */
  readonly lastMoments?: boolean
}

export interface SimulationResult {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly traceHash: string
  readonly trace: readonly string[]
  readonly events: number
  readonly transitions: ReadonlySet<string>
  readonly requests: number
  readonly assignments: number
}

const DEEDS = 70
/** Many times what any story needs: more means that something goes round in circles. */
const MOST_EVENTS = 150_000
/** Of twenty minutes each: the longest window, the longest activation and what waits for its end fit in. */
const MOST_QUIETS = 24

/** One seed, one story: chaos for some hours, then quiet until everything has come to its end. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const simulation = createSimulation(
    createRandom(seed),
    options.openStorage ?? createMemoryStorage,
    options.keepLines ?? 0,
  )
  try {
    await tell(simulation, options.lastMoments ?? false)
  } catch (error) {
    simulation.scene.fail('error', error instanceof Error ? String(error.stack) : String(error))
  }
  simulation.crash('end of the simulation')
  await simulation.storage.close()
  const { violations, scheduler, ledger } = simulation
  return {
    seed,
    violations,
    traceHash: scheduler.traceHash(),
    trace: scheduler.trace(),
    events: scheduler.events(),
    transitions: ledger.transitions,
    requests: ledger.requests.size,
    assignments: ledger.activations.size,
  }
}

async function tell(simulation: Simulation, lastMoments: boolean): Promise<void> {
  const { scheduler, violations, ledger, scene } = simulation
  const random = simulation.random.fork()
  const network = createNetwork(simulation)
  const actors = createActors(simulation, network)
  const mischief = createMischief(simulation, actors, network, lastMoments)
  const isBroken = () => {
    if (scheduler.events() > MOST_EVENTS && violations.length === 0) scene.fail('circles', `${MOST_EVENTS} events`)
    return violations.length > 0
  }
  let at = 0
  for (let deed = 0; deed < DEEDS; deed += 1) {
    at += pause(random.int(0, 99), random.int)
    scheduler.after(at, `deed ${deed}`, () => actors.act())
    if (random.chance(0.3)) scheduler.after(at + random.int(-2000, 2000), `mischief ${deed}`, () => mischief.happens())
  }
  for (let look = 5 * MINUTE; look < at; look += 5 * MINUTE)
    scheduler.after(look, 'inspection', () => (simulation.isUp() ? inspect(scene) : undefined))
  simulation.start()
  await scheduler.runUntil(at, isBroken)
  if (isBroken()) return
  await heal(simulation, mischief, network, actors, isBroken)
  let isQuiet = false
  for (let quiet = 0; quiet < MOST_QUIETS && !isBroken() && !isQuiet; quiet += 1) {
    // Once all is over, one more round for what is to be told of it.
    isQuiet = [...ledger.requests.values()].every(({ status }) => isTerminal(status))
    await scheduler.runUntil(scheduler.now() + 20 * MINUTE, isBroken)
  }
  if (!isBroken()) await checkEnd(simulation)
}

/** Everything works again; the server is up, and somebody confirms its clock. */
async function heal(
  simulation: Simulation,
  mischief: ReturnType<typeof createMischief>,
  network: ReturnType<typeof createNetwork>,
  actors: ReturnType<typeof createActors>,
  isBroken: () => boolean,
): Promise<void> {
  mischief.heal()
  network.heal()
  simulation.scheduler.after(2 * MINUTE, 'start', () => simulation.start())
  simulation.scheduler.after(3 * MINUTE, 'clock confirmed', () => actors.does('confirmClock'))
  await simulation.scheduler.runUntil(simulation.scheduler.now() + 70 * MINUTE, isBroken)
}

/** Bursts, and long silences. */
function pause(dice: number, int: (from: number, to: number) => number): number {
  if (dice < 45) return int(0, 3 * SECOND)
  if (dice < 80) return int(3 * SECOND, MINUTE)
  return dice < 96 ? int(MINUTE, 12 * MINUTE) : int(12 * MINUTE, 50 * MINUTE)
}
