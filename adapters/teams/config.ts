import { z } from 'zod'
import { CLOUDS } from './config-clouds.ts'
import { credential } from './config-credential.ts'

export { type Cloud, clouds, isServiceUrl, playgroundCloud } from './config-clouds.ts'
export { type CredentialConfig, secretReferenceOf } from './config-credential.ts'

function text(isRight: (value: string) => boolean, message: string, fix: string) {
  return z.string().check((context) => {
    if (isRight(context.value)) return
    context.issues.push({ code: 'custom', input: context.value, message, params: { fix } })
  })
}

const guid = (what: string, where: string) =>
  text(
    (value) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12,13}$/i.test(value),
    `This is no ${what}.`,
    `Copy the id from ${where}: 36 characters, such as 8d0f2a4e-0000-4000-8000-000000000000.`,
  ).transform((value) => value.toLowerCase())

/** The section `chat.teams` of the configuration. Secrets are references: what they stand for is read elsewhere. */
export const teamsConfig = z
  .strictObject({
    appId: guid('application id', 'the bot registration').optional().describe('Of the bot registration.'),
    tenantId: guid('tenant id', 'Microsoft Entra')
      .optional()
      .describe('Of the organisation: nobody of another tenant is heard.'),
    credential: credential
      .optional()
      .describe(
        'How Elevate proves who it is: managedIdentity: true (or the client id of a user-assigned one), certificate: file:/path of a PEM file with certificate and private key, or a client secret as env:NAME or file:/path.',
      ),
    cloud: z.enum(CLOUDS).default('global').describe('Which Microsoft cloud the organisation is in.'),
    playground: z
      .boolean()
      .default(false)
      .describe(
        'Takes unauthenticated messages of the Agents Playground on this machine. Only with the local directory and a loopback server.publicUrl, and without appId.',
      ),
  })
  .check((context) => {
    const problem = togetherProblem(context.value)
    if (problem) context.issues.push({ code: 'custom', input: context.value, ...problem })
  })
export type TeamsConfig = z.infer<typeof teamsConfig>

/**
 * A conversation that the app is in, written `teams:<id>` under `channels`: a channel of a team (`@thread.tacv2`, older
 * ones `@thread.skype`) or a group chat (`@thread.v2`).
 */
export const teamsChannelId = text(
  (id) => /^19:[A-Za-z0-9_.-]{1,120}@(thread\.(tacv2|skype|v2)|unq\.gbl\.spaces)$/.test(id),
  'This is no id of a channel or chat in Teams.',
  'Write the id, such as teams:19:0123abcd@thread.tacv2: in Teams, choose "Get link to channel"; the id stands in the link, as 19%3A…',
)

interface Together {
  readonly appId?: string | undefined
  readonly tenantId?: string | undefined
  readonly credential?: unknown
  readonly playground: boolean
}

function togetherProblem({ appId, tenantId, credential: given, playground }: Together) {
  if (playground) {
    if (appId === undefined && given === undefined) return null
    return problem(
      'The playground is not authenticated: it excludes a registered app.',
      'Remove appId and credential, or playground.',
    )
  }
  if (appId === undefined) return problem('Nothing says which app this is.', 'Add appId, or remove chat.teams.')
  if (tenantId === undefined) return problem('Nothing says which tenant may be heard.', 'Add tenantId.')
  return given === undefined
    ? problem(
        'Nothing says how Elevate proves who it is.',
        'Add credential: managedIdentity, certificate, or env:NAME.',
      )
    : null
}

function problem(message: string, fix: string) {
  return { message, params: { fix } }
}
