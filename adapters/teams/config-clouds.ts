/** The clouds of Teams: each has its own issuer and its own hosts. */
export const CLOUDS = ['global', 'gcc', 'gccHigh', 'dod'] as const
export type CloudName = (typeof CLOUDS)[number]

/** Whom to believe, and whom the bot's own token may be shown to. */
export interface Cloud {
  /** `iss` of what Teams sends. */
  readonly issuer: string
  /** Where the keys of that issuer are named. */
  readonly metadataUrl: string
  /** Origins of the connector, each named in full: the bot's token goes nowhere else. */
  readonly serviceOrigins: readonly string[]
  /** For conversations that nothing was heard of yet. */
  readonly serviceUrl: string
  /** Issues the bot's own token. */
  readonly authority: string
  readonly scope: string
  /** Microsoft Graph: asked only where the app is to be installed for somebody. */
  readonly graphUrl: string
}

const commercial = {
  issuer: 'https://api.botframework.com',
  metadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  authority: 'https://login.microsoftonline.com',
  scope: 'https://api.botframework.com/.default',
}
const government = {
  issuer: 'https://api.botframework.us',
  metadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  authority: 'https://login.microsoftonline.us',
  scope: 'https://api.botframework.us/.default',
}

/**
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication and
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages (service URLs)
 */
export const clouds: { readonly [name in CloudName]: Cloud } = {
  global: on(commercial, 'https://smba.trafficmanager.net', 'https://graph.microsoft.com'),
  gcc: on(commercial, 'https://smba.infra.gcc.teams.microsoft.com', 'https://graph.microsoft.com'),
  gccHigh: on(government, 'https://smba.infra.gov.teams.microsoft.us', 'https://graph.microsoft.us'),
  dod: on(government, 'https://smba.infra.dod.teams.microsoft.us', 'https://dod-graph.microsoft.us'),
}

function on(login: typeof commercial, origin: string, graphUrl: string): Cloud {
  return { ...login, graphUrl, serviceOrigins: [origin], serviceUrl: `${origin}/teams/` }
}

/** The Agents Playground on this machine, at its own port: nothing there proves anything, and nothing of ours goes there. */
export const playgroundCloud: Cloud = {
  ...commercial,
  graphUrl: 'https://graph.microsoft.com',
  serviceOrigins: ['http://localhost:56150', 'http://127.0.0.1:56150'],
  serviceUrl: 'http://localhost:56150/_connector',
}

/** Whether the connector may be called there: an origin of the list, and nothing hidden in the address. */
export function isServiceUrl(text: string, origins: readonly string[]): boolean {
  const url = URL.parse(text)
  if (!url || !origins.includes(url.origin)) return false
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return isPlain && /^\/[A-Za-z0-9/_-]*$/.test(url.pathname)
}
