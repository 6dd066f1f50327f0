import { createLocalDirectory, type LocalDirectory } from '../../adapters/local/index.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { SECOND } from '../../bot/domain/duration.ts'
import type { AdapterState } from '../../bot/ports/adapter-state.ts'
import type { Directory } from '../../bot/ports/directory.ts'
import { type RequestStore, StoreUnavailable } from '../../bot/ports/request-store.ts'
import type { StepUp, StepUpPurpose } from '../../bot/ports/step-up.ts'
import { createEngine, type RunningEngine } from '../../bot/workers/engine.ts'
import { createFaultyDirectory, type FaultyDirectory } from '../directory/faulty-directory.ts'
import { createFakePlatform, type FakePlatform } from './fake-platform.ts'
import { createLedger, type InForce, type Ledger, type Scene, type Violation } from './ledger.ts'
import { createLife, type Life } from './life.ts'
import type { Random } from './random.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { createSeededIds } from './seeded-ids.ts'
import { createTruth, type Truth } from './truth.ts'
import {
  noteAllAssignments,
  noteReadBack,
  watchActivateCall,
  watchActivated,
  watchDeactivateCall,
} from './watch-directory.ts'
import { watchMessage } from './watch-messages.ts'
import { watchSave } from './watch-saves.ts'
import { createWorld, directoryConfigOf, organisationOf, START, type World } from './world.ts'

/** A proof page that somebody was sent a link to. */
export interface ProofLink {
  readonly purpose: StepUpPurpose
  readonly personId: string
}

/** Durable storage that outlives the server's runs. */
export interface Storage {
  readonly store: RequestStore
  readonly state: AdapterState
  close(): Promise<void>
}

export interface Simulation {
  readonly random: Random
  readonly scheduler: Scheduler
  readonly world: World
  readonly truth: Truth
  readonly ledger: Ledger
  readonly scene: Scene
  readonly storage: Storage
  readonly directory: FaultyDirectory
  readonly platforms: { readonly web: FakePlatform; readonly slack: FakePlatform }
  readonly links: ProofLink[]
  readonly violations: Violation[]
  /** The server, where it is up. */
  engine(): RunningEngine | null
  isUp(): boolean
  /** Starts the server unless it runs. */
  start(): void
  crash(why: string): void
  /** Stops it as an operator would. */
  stop(): void
  /** After `world` was edited: the directory says so at once. */
  applyDirectory(): Promise<void>
  stepClock(ms: number): undefined
  /** How often the store fails, 0 to 1. */
  storeFails: number
  /** Something happened that excuses being late for a while. */
  trouble(): void
  /** Called after each commit. */
  onSaved: () => void
}

export type OpenStorage = (now: () => number) => Storage

/** Puts an organisation, its server and its directory together on simulated time. Nothing runs yet. */
export function createSimulation(random: Random, openStorage: OpenStorage, keepLines: number): Simulation {
  const scheduler = createScheduler(random.fork(), keepLines)
  const latency = random.fork()
  const trouble = random.fork()
  const world = createWorld()
  const truth = createTruth(world, scheduler.now)
  const ledger = createLedger()
  const violations: Violation[] = []
  const links: ProofLink[] = []
  let wallOffset = 0
  let life: Life | null = null
  let engine: RunningEngine | null = null
  let inForce: InForce = structuredClone({ ...world, eligible: undefined })
  let local: LocalDirectory | null = null
  const wall = () => START + scheduler.now() + wallOffset
  const engineNow = () => (engine ? engine.now() : wall())
  let directoryLead = 0

  /** Time as replicas of the directory count it: with the server's where that runs ahead, and never back. */
  function directoryNow(): number {
    directoryLead = Math.max(directoryLead, engineNow() - START - scheduler.now())
    return START + scheduler.now() + directoryLead
  }
  const storage = openStorage(() => engineNow())
  const inner = forwarded(() => {
    if (!local) throw new Error('No directory before the first start')
    return local
  })
  const directory = createFaultyDirectory({ inner, now: directoryNow, seed: random.int(1, 1e9) })
  const ids = createSeededIds(random.fork())
  const web = createFakePlatform('web', random.fork(), engineNow)
  const slack = createFakePlatform('slack', random.fork(), engineNow)

  const scene: Scene = {
    ledger,
    truth,
    inner,
    engineNow,
    now: scheduler.now,
    inForce: () => inForce,
    fail: (rule, what) => {
      scheduler.note(`VIOLATION ${rule}: ${what}`)
      violations.push({ at: scheduler.now(), rule, what })
    },
  }

  function makeLocal(): LocalDirectory {
    return createLocalDirectory({
      config: directoryConfigOf(world),
      state: storage.state,
      now: engineNow,
      resolveRole: (name) => findRoleByExactName(name)?.id ?? name,
      homeTenant: (platform) => (platform === 'slack' ? 'T-HOME' : null),
    })
  }

  const storeLatency = () => {
    if (latency.chance(0.01)) return latency.int(20, 900)
    return latency.chance(0.6) ? 0 : latency.int(0, 4)
  }
  const directoryLatency = () => (latency.chance(0.03) ? latency.int(500, 3000) : latency.int(1, 30))
  const chatLatency = () => (latency.chance(0.03) ? latency.int(2000, 20_000) : latency.int(5, 300))

  function storeFor(mine: Life): RequestStore {
    return proxied(storage.store, (method, args, run) =>
      mine.call({ label: `store.${method}`, latencyMs: storeLatency() }, async () => {
        if (trouble.chance(simulation.storeFails)) throw new StoreUnavailable('injected')
        const answer = await run()
        if (method === 'save') {
          const change = args[0] as Parameters<RequestStore['save']>[0]
          scheduler.note(`${JSON.stringify(change)} ${JSON.stringify(answer)}`)
          if ((answer as { outcome: string }).outcome === 'saved') {
            watchSave(scene, change)
            simulation.onSaved()
          }
        }
        return answer
      }),
    )
  }

  function directoryFor(mine: Life): Directory {
    return proxied<Directory>(directory, (method, args, run) => {
      if (method === 'activate') watchActivateCall(scene, args[0] as never)
      if (method === 'deactivate') watchDeactivateCall(scene, args[0] as never)
      const isWrite = method === 'activate' || method === 'deactivate'
      const atCrash = isWrite ? ('mayArrive' as const) : ('dropped' as const)
      return mine.call({ label: `directory.${method}`, latencyMs: directoryLatency(), atCrash }, async () => {
        const answer = await run()
        await watchAnswer(method, args, answer)
        return answer
      })
    })
  }

  async function watchAnswer(method: string, args: readonly unknown[], answer: unknown): Promise<void> {
    if (method === 'readBack') noteReadBack(scene, args[0] as never, args[1] as never, answer as never)
    if (method === 'activeAssignments' && args[0] === undefined) noteAllAssignments(scene, answer as never)
    if (method !== 'activate') return
    const order = args[0] as Parameters<Directory['activate']>[0]
    scheduler.note(`${JSON.stringify(order)} ${JSON.stringify(answer)}`)
    watchActivated(scene, order, await inner.readBack(order.personId, order.activatable))
  }

  function platformFor(mine: Life, platform: FakePlatform): FakePlatform {
    return {
      ...platform,
      send: (message) => {
        watchMessage(scene, message)
        return mine.call({ label: `send ${message.key}`, latencyMs: chatLatency(), atCrash: 'dropped' }, async () => {
          const outcome = await platform.send(message)
          scheduler.note(`${JSON.stringify(message)} ${outcome.outcome}`)
          return outcome
        })
      },
    }
  }

  const stepUp: StepUp = {
    isEnrolled: async (personId) => personId !== 'sam',
    linkFor: async (purpose, personId) => {
      links.push({ purpose, personId })
      return `https://elevate.example/verify/${links.length}`
    },
  }

  async function boot(): Promise<void> {
    life?.kill()
    const mine = createLife(scheduler, trouble, wall)
    life = mine
    engine = null
    inForce = structuredClone({ ...world, eligible: undefined })
    // What its clock did while it was down, or right before, a server cannot see.
    if (!ledger.isJumpRecorded) ledger.clockUnconfirmedSince = null
    truth.changed()
    local = makeLocal()
    try {
      const started = await createEngine({
        store: storeFor(mine),
        directory: directoryFor(mine),
        stepUp,
        platforms: [platformFor(mine, web), platformFor(mine, slack)],
        organisation: organisationOf(world),
        clock: mine.clock,
        ids,
        log: { info: () => {}, warn: () => {}, error: () => {} },
      })
      engine = started
      const age = scheduler.now() - death.at
      if (started.now() < death.engineNow + age) ledger.hasLostTime = true
      await local.apply((differences) => started.recordDirectoryChanges(differences))
      await started.start()
      simulation.trouble()
      isReady = true
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      if (mine.isAlive()) crash(`start failed: ${error.name}`)
      scheduler.after(5 * SECOND, 'start again', startInBackground)
    }
  }

  let isReady = false
  let death = { at: 0, engineNow: START }

  function startInBackground(): void {
    if (life?.isAlive()) return
    boot().catch((error: unknown) => scene.fail('start', error instanceof Error ? String(error.stack) : String(error)))
  }

  function crash(why: string): void {
    scheduler.note(`CRASH ${why}`)
    death = { at: scheduler.now(), engineNow: engineNow() }
    simulation.trouble()
    life?.kill()
    isReady = false
  }

  const simulation: Simulation = {
    random,
    scheduler,
    world,
    truth,
    ledger,
    scene,
    storage,
    directory,
    platforms: { web, slack },
    links,
    violations,
    engine: () => (isReady ? engine : null),
    isUp: () => isReady,
    start: startInBackground,
    crash,
    stop: () => {
      const stopping = engine
      death = { at: scheduler.now(), engineNow: engineNow() }
      isReady = false
      simulation.trouble()
      const mine = life
      void stopping?.stop().then(
        () => mine?.kill(),
        () => mine?.kill(),
      )
    },
    applyDirectory: async () => {
      truth.changed()
      simulation.trouble()
      if (!local) return
      local = makeLocal()
      await local.apply()
    },
    stepClock: (ms) => {
      if (ms > 0) ledger.clockSteps.push(engineNow())
      wallOffset += ms
      simulation.trouble()
      if (isReady && ms > 60_000) ledger.clockUnconfirmedSince = scheduler.now()
      engine?.now()
    },
    storeFails: 0,
    trouble: () => {
      ledger.lastTroubleAt = scheduler.now()
    },
    onSaved: () => {},
  }
  return simulation
}

/** Every call of a port through `call`, which decides when, and whether, it is made. */
function proxied<T extends object>(
  target: T,
  call: (method: string, args: readonly unknown[], run: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(target, {
    get: (object, name) => {
      const method: unknown = Reflect.get(object, name)
      if (typeof method !== 'function' || typeof name !== 'string') return method
      return (...args: unknown[]) => call(name, args, () => Reflect.apply(method, object, args) as Promise<unknown>)
    },
  })
}

/** The directory of the moment: it is made anew with every start and every edit. */
function forwarded(current: () => Directory): Directory {
  return {
    get activation() {
      return current().activation
    },
    person: (id) => current().person(id),
    people: () => current().people(),
    personOf: (identity) => current().personOf(identity),
    group: (id) => current().group(id),
    membersOf: (id) => current().membersOf(id),
    scopeName: (scope) => current().scopeName(scope),
    eligibleAssignments: (id) => current().eligibleAssignments(id),
    allEligible: () => current().allEligible(),
    activeAssignments: (id) => current().activeAssignments(id),
    readBack: (id, activatable) => current().readBack(id, activatable),
    activate: (order) => current().activate(order),
    deactivate: (order) => current().deactivate(order),
  }
}
