import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EntraDirectory, GetToken } from '../../adapters/entra/index.ts'
import type { LocalDirectory } from '../../adapters/local/index.ts'
import type { SlackTiming } from '../../adapters/slack/index.ts'
import {
  type AccountLinks,
  createAccountLinks,
  createLinkCodes,
  createTotpStepUp,
  type LinkCodes,
  readInstallationKey,
  type TotpStepUp,
} from '../../adapters/step-up/index.ts'
import type { WebPlatform } from '../../adapters/web/index.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { type Config, DATABASE_FILE } from '../config.ts'
import type { Instant } from '../domain/values.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { Directory } from '../ports/directory.ts'
import type { Log } from '../ports/log.ts'
import type { StepUp } from '../ports/step-up.ts'
import { createRandomIds } from '../runtime/random-ids.ts'
import { createEngine, type RunningEngine } from '../workers/engine.ts'
import { type AnalysisThreads, createAnalysisThreads } from './analysis-thread.ts'
import { assembleDirectory } from './directory.ts'
import { linkingOf } from './linking.ts'
import { assembleSignIn, type SignIn } from './sign-in.ts'
import { simulatedHistoryOf, withSimulatedNames } from './simulated.ts'
import { assembleSlack, type Slack, withSlackLinks } from './slack.ts'
import { assembleTeams, type Teams, withTeamsLinks } from './teams.ts'
import { webPlatform } from './web.ts'

/** Everything that a configuration names, put together; nothing of it started. */
export interface Parts {
  readonly config: Config
  readonly sqlite: SqliteStore
  readonly directory: Directory
  /** Null where another directory is configured. */
  readonly local: LocalDirectory | null
  /** What only a tenant of Entra has; null with another directory. */
  readonly entra: EntraDirectory | null
  readonly stepUp: StepUp
  readonly totp: TotpStepUp
  /** Where people sign in, at a tenant; null where they have authenticators. */
  readonly signIn: SignIn | null
  readonly accountLinks: AccountLinks
  readonly linkCodes: LinkCodes
  readonly web: WebPlatform | null
  readonly slack: Slack | null
  readonly teams: Teams | null
  readonly engine: RunningEngine
  /** Null beside a running server. To be closed before the store. */
  readonly analysis: AnalysisThreads | null
  readonly key: Uint8Array
}

export interface Instead {
  readonly issuer?: string
  readonly getToken?: GetToken
  readonly slack?: SlackTiming
}

export interface PartsOptions {
  readonly config: Config
  readonly publicUrl: string
  /** Made once the store is open: the demonstration's clock remembers how far it was moved. */
  readonly clock: (state: AdapterState) => Promise<Clock>
  readonly log: Log
  /** In place of what the configuration leads to: tests have a tenant and an identity provider of their own. */
  readonly instead?: Instead
  /** Beside a running server: nothing can be written. */
  readonly readOnly?: boolean
}

/** Opens store and directory and builds the engine over them. Throws `StoreOpenError` and `InstallationKeyError`. */
export async function assembleParts(options: PartsOptions): Promise<Parts> {
  const { config, publicUrl, log, readOnly = false } = options
  let now: () => Instant = () => Date.now()
  // A new key could read nothing of what is there.
  const key = await readKey(config, !readOnly && !existsSync(join(config.dataDir, DATABASE_FILE)))
  const sqlite = openSqliteStore({ folder: config.dataDir, readOnly, now: () => now(), secretKey: Buffer.from(key) })
  const { store, state } = sqlite
  const clock = await options.clock(state)
  let slack: Slack | null = null
  let engine: RunningEngine | null = null
  const surroundings = { state, now: () => now(), log }
  const signIn = await signInOf(options, key, surroundings)
  const { inner, local, entra } = await assembleDirectory(config.directory, {
    ...surroundings,
    ...(options.instead?.getToken && { getToken: options.instead.getToken }),
    ...(signIn && { takeSignIn: async (order) => signIn.signIns.tokenFor(order.key, order.personId) }),
  })
  const simulated = simulatedHistoryOf(config)
  const directory = withTeamsLinks(
    withSlackLinks(withSimulatedNames(inner, simulated), () => slack?.platform ?? null),
    config.chat.teams,
  )
  const totp = createTotpStepUp({ key, publicUrl, state })
  const stepUp = signIn?.stepUp ?? totp
  const accountLinks = createAccountLinks({ key, publicUrl, state })
  const linkCodes = createLinkCodes(state)
  const web = config.chat.web.enabled ? webPlatform(config, state, directory, () => now()) : null
  const { organisation } = config
  const settings = config.chat.slack
  const running = () => engine ?? neverMade()
  if (settings)
    slack = await assembleSlack({
      ...(options.instead?.slack && { timing: options.instead.slack }),
      settings,
      organisation,
      state,
      directory: inner,
      engine: running,
      now: () => now(),
      linkUrl: (identity) => accountLinks.linkFor(identity, now()),
      finishLink: async (identity, code) => {
        const linking = linkingOf({ slack, accountLinks, linkCodes, directory, engine: running(), config })
        return linking ? linking.finish(identity, code) : 'refused'
      },
      log,
    })
  const teams = config.chat.teams
    ? await assembleTeams({ settings: config.chat.teams, organisation, state, directory: inner, now: () => now(), log })
    : null
  const outside = [...(slack ? [slack.platform] : []), ...(teams ? [teams.platform] : [])]
  // Who was seen nowhere yet is asked where it rings: the web chat tells only who has it open.
  const platforms: ChatPlatform[] = [...outside, ...(web ? [web] : [])]
  const ids = createRandomIds()
  const analysis = readOnly ? null : createAnalysisThreads(config.dataDir)
  engine = await createEngine({
    store,
    directory,
    stepUp,
    platforms,
    organisation,
    clock,
    ids,
    log,
    pictureBase: `${publicUrl}/pictures`,
    watch: config.watch,
    ...(analysis && { analysis }),
  })
  now = engine.now
  return {
    config,
    sqlite,
    directory,
    local,
    entra,
    stepUp,
    totp,
    signIn,
    accountLinks,
    linkCodes,
    web,
    slack,
    teams,
    engine,
    analysis,
    key,
  }
}

async function signInOf(
  { config, publicUrl, instead }: PartsOptions,
  key: Uint8Array,
  surroundings: { readonly state: AdapterState; readonly now: () => Instant; readonly log: Log },
): Promise<SignIn | null> {
  const settings = config.directory
  if (settings.kind !== 'entra') return null
  return assembleSignIn({
    settings,
    key,
    publicUrl,
    ...surroundings,
    ...(instead?.issuer !== undefined && { issuer: instead.issuer }),
  })
}

function neverMade(): never {
  throw new Error('Asked of the engine before it was made')
}

function readKey(config: Config, mayCreate: boolean): Promise<Buffer> {
  const { dataDir, secretKey } = config
  return readInstallationKey({ dataDir, mayCreate, ...(secretKey !== null && { secret: secretKey }) })
}
