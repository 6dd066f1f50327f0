import type { EntraDirectoryConfig, EntraSecrets } from '../adapters/entra/config.ts'
import type { LocalDirectoryConfig } from '../adapters/local/config.ts'
import type { SlackConfig } from '../adapters/slack/config.ts'
import { type Cloud, clouds, playgroundCloud, type TeamsConfig } from '../adapters/teams/config.ts'
import type { WebConfig } from '../adapters/web/config.ts'
import { toWatchSettings } from './config/alerts.ts'
import { type CheckedConfiguration, type CheckOptions, checkConfiguration, isConfigured } from './config/check.ts'
import { type ChosenFile, chooseDataDir, chooseFile, choosePort, type Surroundings } from './config/choose-file.ts'
import { type ReadDocument, readDocument } from './config/document.ts'
import { toOrganisation } from './config/organisation.ts'
import { type Finding, formatPath, inReadingOrder, type Problem } from './config/problem.ts'
import type { LogLevel } from './config/schema.ts'
import { PLAYGROUND_TENANT, type TeamsCredential } from './config/teams-secrets.ts'
import { isLoopbackHost } from './config/urls.ts'
import type { WatchSettings } from './domain/alerts/watch-settings.ts'
import type { IsoDuration } from './domain/duration.ts'
import type { Organisation } from './domain/organisation.ts'

export { catalogueLookup } from './config/catalogue-lookup.ts'
export type { CheckDirectory } from './config/check-directory.ts'
export { DATABASE_FILE, DEMO_FILE } from './config/choose-file.ts'
export { formatProblem, type Problem } from './config/problem.ts'
export type { KnownRole, RoleLookup } from './config/roles.ts'
export type { LogLevel } from './config/schema.ts'

export interface Config {
  readonly server: {
    readonly host: string
    /** 0: any free port. */
    readonly port: number
    /** Without a slash at its end. Null where the file gives none: then it is `http://localhost:` and the port listened on. */
    readonly publicUrl: string | null
    /** The port that the file gives, where ELEVATE_PORT took another; else null. */
    readonly overriddenPort: number | null
  }
  /** Absolute. */
  readonly dataDir: string
  /** No file was named: the demo organisation. */
  readonly demo: boolean
  readonly organisation: Organisation
  readonly directory: { readonly kind: 'local'; readonly config: LocalDirectoryConfig } | EntraSettings
  readonly chat: { readonly web: WebConfig; readonly slack: SlackSettings | null; readonly teams: TeamsSettings | null }
  /** What people typed is erased when it is older; null: never. */
  readonly retention: { readonly personalText: IsoDuration | null }
  readonly watch: WatchSettings
  /** The secret itself: never log it. */
  readonly secretKey: string | null
  readonly logLevel: LogLevel
}

/** Entra as configured, with the secrets themselves: never log them. */
export interface EntraSettings {
  readonly kind: 'entra'
  readonly config: EntraDirectoryConfig
  readonly secrets: EntraSecrets
  /** Template ids of the roles that Elevate may assign. */
  readonly assignableRoles: readonly string[]
}

/** Slack as configured, with the secrets themselves: never log them. */
export interface SlackSettings {
  readonly apiUrl: string
  readonly botToken: string
  /** Null: nothing comes over HTTP. */
  readonly signingSecret: string | null
  /** Null: no Socket Mode. */
  readonly appToken: string | null
  readonly verifiedEmailDomains: readonly string[]
  /** Slack user id → person, as the operator says. */
  readonly links: ReadonlyMap<string, string>
}

/** Teams as configured, with the secret itself: never log it. */
export interface TeamsSettings {
  /** Null: the playground, unauthenticated, inside the fence. */
  readonly app: { readonly appId: string; readonly credential: TeamsCredential } | null
  readonly tenantId: string
  /** Whom to believe and whom to call, of the cloud that the file names. */
  readonly cloud: Cloud
  /** Object id of the account in Teams → person, as the operator says. Null: the directory has the same ids. */
  readonly links: ReadonlyMap<string, string> | null
}

/** `readFile` throws as `readFileSync` does; `env`, `cwd` and `exists` decide where to look. */
export interface LoadOptions extends Surroundings, CheckOptions {}

export type LoadOutcome =
  /** `source` is the absolute path of the file. */
  | { readonly outcome: 'loaded'; readonly config: Config; readonly source: string }
  | { readonly outcome: 'invalid'; readonly problems: readonly Problem[] }

/** Reads and checks the configuration. Problems are all of them, in the order of the file; then there is no config. */
export function loadConfig(options: LoadOptions): LoadOutcome {
  const chosen = chooseFile(options)
  if ('message' in chosen) return { outcome: 'invalid', problems: [chosen] }
  const text = readText(chosen, options)
  if (typeof text !== 'string') return { outcome: 'invalid', problems: [text] }
  const document = readDocument(text)
  const checked = checkConfiguration(document.value, options)
  const port = choosePort(checked.configuration?.server.port ?? 0, options)
  const inFile = toProblems(chosen, document, checked.findings)
  if (typeof port !== 'number') return { outcome: 'invalid', problems: [port, ...inFile] }
  if (!isConfigured(checked) || inFile.length > 0) return { outcome: 'invalid', problems: inFile }
  return { outcome: 'loaded', config: toConfig(checked, chosen, port, options), source: chosen.path }
}

function readText(chosen: ChosenFile, { readFile }: LoadOptions): string | Problem {
  const problem = (message: string, fix: string) => ({
    file: chosen.name,
    line: null,
    column: null,
    path: '',
    message,
    fix,
  })
  try {
    return readFile(chosen.path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return code === 'ENOENT'
      ? problem('This configuration file does not exist.', 'Check --config and ELEVATE_CONFIG.')
      : problem(`This configuration file cannot be read (${code}).`, 'Check that it is a file and its permissions.')
  }
}

/**
 * What links start with, once the port is known that the server listens on. Plain HTTP on this machine can mean only
 * that port, whatever the file says; any other address is that of a proxy in front.
 */
export function publicUrlOf({ publicUrl }: Pick<Config['server'], 'publicUrl'>, listeningPort: number): string {
  if (publicUrl === null) return `http://localhost:${listeningPort}`
  const url = new URL(publicUrl)
  if (url.protocol !== 'http:' || !isLoopbackHost(url.hostname) || listeningPort === 0) return publicUrl
  url.port = String(listeningPort)
  return url.origin
}

/** A broken file has no content to check: what a parser makes of it is guesswork. */
function toProblems(chosen: ChosenFile, document: ReadDocument, findings: readonly Finding[]): Problem[] {
  const syntax = document.problems.map(({ path, message, fix, position }) => ({ path, message, fix, ...position }))
  const content = findings.map(({ path, message, fix, atKey }) => ({
    path: formatPath(path),
    message,
    fix,
    ...document.locate(path, atKey),
  }))
  const all = document.isBroken ? syntax : [...syntax, ...content]
  return inReadingOrder(all.map((problem) => ({ file: chosen.name, ...problem })))
}

function toConfig(checked: CheckedConfiguration, chosen: ChosenFile, port: number, options: LoadOptions): Config {
  const { configuration, vocabulary, secretKey } = checked
  const { chat, directory } = configuration
  const { server, schedules } = configuration
  const publicUrl = server.publicUrl?.replace(/\/$/, '') ?? null
  return {
    server: { host: server.host, port, publicUrl, overriddenPort: port === server.port ? null : server.port },
    dataDir: chooseDataDir(configuration.dataDir, chosen, options),
    demo: chosen.demo,
    organisation: toOrganisation(configuration, vocabulary),
    directory:
      directory.kind === 'local'
        ? { kind: 'local', config: directory }
        : { kind: 'entra', config: directory, ...checked.entra },
    chat: {
      web: chat.web,
      slack: chat.slack ? slackSettings(chat.slack, checked) : null,
      teams: chat.teams ? teamsSettings(chat.teams, checked) : null,
    },
    retention: { personalText: configuration.retention.personalText ?? null },
    watch: toWatchSettings(schedules, configuration.alerts),
    secretKey,
    logLevel: configuration.logLevel,
  }
}

function slackSettings({ apiUrl, identity }: SlackConfig, checked: CheckedConfiguration): SlackSettings {
  const { botToken, signingSecret, appToken } = checked.slackSecrets
  if (botToken === null) throw new Error('Checked before: the bot token is there')
  const people = listedPeople(checked)
  return {
    apiUrl,
    botToken,
    signingSecret,
    appToken,
    verifiedEmailDomains: identity.verifiedEmailDomains,
    links: new Map(people.flatMap(({ id, chat }) => (chat.slack === undefined ? [] : [[chat.slack, id]]))),
  }
}

function teamsSettings(section: TeamsConfig, checked: CheckedConfiguration): TeamsSettings {
  const { appId, tenantId = PLAYGROUND_TENANT, cloud, playground } = section
  const { teamsCredential: credential } = checked
  if (!playground && (appId === undefined || !credential)) throw new Error('Checked before: the app is there')
  const people = listedPeople(checked)
  return {
    app: appId === undefined || !credential ? null : { appId, credential },
    tenantId,
    cloud: playground ? playgroundCloud : clouds[cloud],
    links:
      checked.configuration.directory.kind === 'entra'
        ? null
        : new Map(people.flatMap(({ id, chat }) => (chat.teams === undefined ? [] : [[chat.teams.toLowerCase(), id]]))),
  }
}

/** Links that the operator asserts stand beside the people of the local directory; a tenant's people link themselves. */
function listedPeople({ configuration: { directory } }: CheckedConfiguration): LocalDirectoryConfig['people'] {
  return directory.kind === 'local' ? directory.people : []
}
