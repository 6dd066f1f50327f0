import { type FindViewer, stepUpRoutes } from '../../adapters/step-up/index.ts'
import type { Visit } from '../../adapters/step-up/oidc/index.ts'
import { checkFenceAtStart, type WebApp } from '../../adapters/web/index.ts'
import { type Config, publicUrlOf } from '../config.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { Log } from '../ports/log.ts'
import { type HttpServer, listenOn } from '../runtime/http-server.ts'
import { createDemoClock, createSystemClock, type DemoClock } from '../runtime/system-clock.ts'
import { overriddenPortWarning } from './addresses.ts'
import { linkingOf } from './linking.ts'
import { assembleParts, type Instead, type Parts } from './parts.ts'
import { type SideWork, startSideWork } from './side-work.ts'
import type { SlackInbound } from './slack.ts'
import { StartRefused } from './start-refused.ts'
import type { TeamsInbound } from './teams.ts'
import { skippedBefore, webApp } from './web.ts'

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly config: Config
  stop(): Promise<void>
}

/** Starts everything that the configuration names, on one port. Throws what says why not; nothing is left half started. `instead`: for tests. */
export async function serve(config: Config, log: Log, instead?: Instead): Promise<RunningServer> {
  refuseOutsideFence(config)
  const http = await listenOn(config.server)
  try {
    let clock = createDemoClock(createSystemClock(), 0)
    const publicUrl = publicUrlOf(config.server, http.port)
    const warning = overriddenPortWarning(config.server, http.port)
    if (warning) log.warn({ publicUrl, port: http.port }, warning)
    const makeClock = async (state: AdapterState) => {
      const isDemo = config.chat.web.enabled && config.directory.kind === 'local'
      if (isDemo) clock = createDemoClock(createSystemClock(), await skippedBefore(state))
      return clock
    }
    const parts = await assembleParts({
      config,
      publicUrl,
      clock: makeClock,
      log,
      ...(instead && { instead }),
    })
    return await start(parts, http, clock, log)
  } catch (error) {
    await http.stop()
    throw error
  }
}

async function start(parts: Parts, http: HttpServer, clock: DemoClock, log: Log): Promise<RunningServer> {
  const { analysis, config, engine, sqlite } = parts
  try {
    await parts.local?.apply((differences) => engine.recordDirectoryChanges(differences))
    const url = publicUrlOf(config.server, http.port)
    const opened = await webApp(parts, clock, url, log)
    const web = opened?.app ?? null
    const slack = parts.slack?.receive(engine) ?? null
    const teams = parts.teams?.receive(engine) ?? null
    await parts.slack?.platform.start()
    await engine.start()
    const beside = startSideWork(parts, log)
    const inbound = [...(slack ? [slack.routes] : []), ...(teams ? [teams.routes] : [])]
    const visit = opened?.visit ?? null
    http.open([verifyRoutes(parts, visit, log), beside.routes, ...inbound, ...(web ? [web.app] : [])])
    await slack?.connect()
    return { url, port: http.port, config, stop: () => stop(http, web, [slack, teams, beside], parts) }
  } catch (error) {
    await analysis?.close()
    await sqlite.close()
    throw error
  }
}

/** No new work, then what is under way, then the file. */
async function stop(
  server: HttpServer,
  web: WebApp | null,
  inbound: readonly (SlackInbound | TeamsInbound | SideWork | null)[],
  { engine, slack, analysis, sqlite }: Parts,
): Promise<void> {
  web?.close()
  for (const each of inbound) await each?.stop()
  await server.stop()
  await engine.stop()
  await slack?.platform.stop()
  await analysis?.close()
  await sqlite.close()
}

function verifyRoutes(parts: Parts, visit: Visit | null, log: Log) {
  const { engine, totp, directory, config, signIn } = parts
  const linking = linkingOf(parts)
  const { language, timeZone } = config.organisation
  const viewer: FindViewer = async (personId) => {
    const person = await directory.person(personId)
    if (!person) return null
    const { displayName } = person
    return { displayName, language: person.language ?? language, timeZone: person.timeZone ?? timeZone }
  }
  if (signIn) return signIn.routes({ engine, directory, viewer, visit, linking })
  return stepUpRoutes({ engine, stepUp: totp, log, viewer, ...(linking && { linking }) })
}

/** With people who sign in nowhere the web chat lets everybody act as anybody: inside the fence, or not at all. */
function refuseOutsideFence(config: Config): void {
  if (!config.chat.web.enabled || config.directory.kind !== 'local') return
  const publicUrl = publicUrlOf(config.server, config.server.port)
  const problems = checkFenceAtStart({ directory: { kind: config.directory.kind }, server: { publicUrl } })
  if (problems.length) throw new StartRefused(problems.map(({ path, message }) => `${path.join('.')}: ${message}`))
}
