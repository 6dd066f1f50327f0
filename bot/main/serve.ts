import { createDemoFactors } from '../../adapters/step-up/demo.ts'
import { stepUpRoutes } from '../../adapters/step-up/index.ts'
import { checkFenceAtStart, createWebApp, type WebApp } from '../../adapters/web/index.ts'
import { type Config, publicUrlOf } from '../config.ts'
import { durationToMs } from '../domain/duration.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { Log } from '../ports/log.ts'
import { type HttpServer, listenOn } from '../runtime/http-server.ts'
import { createDemoClock, createSystemClock, type DemoClock } from '../runtime/system-clock.ts'
import { overriddenPortWarning } from './addresses.ts'
import { linkingOf } from './linking.ts'
import { assembleParts, type Parts } from './parts.ts'
import type { SlackInbound } from './slack.ts'
import { StartRefused } from './start-refused.ts'
import type { TeamsInbound } from './teams.ts'

const SKIPPED = 'demo:skipped'

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly config: Config
  stop(): Promise<void>
}

/** Starts everything that the configuration names, on one port. Throws what says why not; nothing is left half started. */
export async function serve(config: Config, log: Log): Promise<RunningServer> {
  refuseOutsideFence(config)
  const http = await listenOn(config.server)
  try {
    let clock = createDemoClock(createSystemClock(), 0)
    const publicUrl = publicUrlOf(config.server, http.port)
    const warning = overriddenPortWarning(config.server, http.port)
    if (warning) log.warn({ publicUrl, port: http.port }, warning)
    const makeClock = async (state: AdapterState) => {
      if (config.chat.web.enabled) clock = createDemoClock(createSystemClock(), await skippedBefore(state))
      return clock
    }
    const parts = await assembleParts({ config, publicUrl, clock: makeClock, log })
    return await start(parts, http, clock, log)
  } catch (error) {
    await http.stop()
    throw error
  }
}

async function start(parts: Parts, http: HttpServer, clock: DemoClock, log: Log): Promise<RunningServer> {
  const { config, engine, sqlite } = parts
  try {
    await parts.local?.apply((differences) => engine.recordDirectoryChanges(differences))
    const web = await webApp(parts, clock, log)
    const slack = parts.slack?.receive(engine) ?? null
    const teams = parts.teams?.receive(engine) ?? null
    await parts.slack?.platform.start()
    await engine.start()
    const inbound = [...(slack ? [slack.routes] : []), ...(teams ? [teams.routes] : [])]
    http.open([verifyRoutes(parts, log), ...inbound, ...(web ? [web.app] : [])])
    await slack?.connect()
    const url = publicUrlOf(config.server, http.port)
    return { url, port: http.port, config, stop: () => stop(http, web, [slack, teams], parts) }
  } catch (error) {
    await sqlite.close()
    throw error
  }
}

/** No new work, then what is under way, then the file. */
async function stop(
  server: HttpServer,
  web: WebApp | null,
  inbound: readonly (SlackInbound | TeamsInbound | null)[],
  { engine, slack, sqlite }: Parts,
): Promise<void> {
  web?.close()
  for (const each of inbound) await each?.stop()
  await server.stop()
  await engine.stop()
  await slack?.platform.stop()
  await sqlite.close()
}

function verifyRoutes(parts: Parts, log: Log) {
  const { engine, stepUp, directory, config } = parts
  const linking = linkingOf(parts)
  const { language, timeZone } = config.organisation
  return stepUpRoutes({
    engine,
    stepUp,
    log,
    ...(linking && { linking }),
    viewer: async (personId) => {
      const person = await directory.person(personId)
      if (!person) return null
      const { displayName } = person
      return { displayName, language: person.language ?? language, timeZone: person.timeZone ?? timeZone }
    },
  })
}

/** The web chat with its demonstration: acting as anybody, their codes, a clock that can be moved. */
async function webApp(parts: Parts, clock: DemoClock, log: Log): Promise<WebApp | null> {
  const { web, engine, directory, config, key, sqlite } = parts
  if (!web) return null
  const factors = createDemoFactors({ key, state: sqlite.state, now: engine.now })
  const { emergencyAccounts } = config.organisation
  const listed = config.directory.kind === 'local' ? config.directory.config.people : []
  const people = listed.filter(({ id }) => !emergencyAccounts.includes(id))
  await factors.ensureDemoFactors(people.map(({ id }) => id))
  return createWebApp({
    platform: web,
    engine,
    organisation: config.organisation,
    log,
    access: {
      kind: 'demo',
      people: () => directory.people(),
      codeOf: async (personId) => {
        const code = await factors.currentCode(personId)
        return code && { code: code.code, validForMs: code.secondsLeft * 1000 }
      },
      skip: async (duration) => {
        clock.skip(durationToMs(duration))
        await sqlite.state.put({ namespace: 'demo', key: SKIPPED, value: clock.skipped(), expectedVersion: null })
        engine.wake()
      },
    },
  })
}

/** The demonstration's clock stays where it was moved to, so that nothing is further in the future after a restart. */
async function skippedBefore(state: AdapterState): Promise<number> {
  const skipped = await state.get('demo', SKIPPED)
  return typeof skipped?.value === 'number' ? skipped.value : 0
}

/** The web chat lets everybody act as anybody: it exists inside the fence or not at all. */
function refuseOutsideFence(config: Config): void {
  if (!config.chat.web.enabled) return
  const publicUrl = publicUrlOf(config.server, config.server.port)
  const problems = checkFenceAtStart({ directory: { kind: config.directory.kind }, server: { publicUrl } })
  if (problems.length) throw new StartRefused(problems.map(({ path, message }) => `${path.join('.')}: ${message}`))
}
