import { randomBytes } from 'node:crypto'
import { TENANT } from './people.ts'

/** What the bot calls itself with. Made anew in each run: a secret of nobody. */
export const BOT_SECRET = randomBytes(24).toString('base64url')
const SCOPE = 'https://api.botframework.com/.default'
const LIFETIME_S = 3600

export interface TokenDesk {
  /** Answers a request of OAuth 2.0 client credentials, by secret or by signed assertion. */
  answer(path: string, body: string): { readonly status: number; readonly body: object }
  accepts(authorization: string | undefined): boolean
  /** All tokens so far stop working. */
  revokeAll(): void
  issued(): number
}

/** The token endpoint of the bot's tenant. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
export function createTokenDesk(appId: string): TokenDesk {
  const valid = new Set<string>()
  let issued = 0

  function answer(path: string, body: string) {
    if (path !== `/${TENANT}/oauth2/v2.0/token`) return refuse('invalid_request', 'No such tenant')
    const form = new URLSearchParams(body)
    const isAsked = form.get('grant_type') === 'client_credentials' && form.get('scope') === SCOPE
    if (!isAsked) return refuse('invalid_scope', 'Only client credentials for the Bot Framework')
    if (form.get('client_id') !== appId) return refuse('unauthorized_client', 'AADSTS700016')
    const isProven = form.get('client_secret') === BOT_SECRET || form.get('client_assertion') !== null
    if (!isProven) return { status: 401, body: { error: 'invalid_client', error_description: 'AADSTS7000215' } }
    const token = `bot.${randomBytes(18).toString('base64url')}.token`
    valid.add(token)
    issued += 1
    const times = { expires_in: LIFETIME_S, ext_expires_in: LIFETIME_S }
    return { status: 200, body: { token_type: 'Bearer', ...times, access_token: token } }
  }

  return {
    answer,
    accepts: (authorization) => valid.has(authorization?.replace(/^Bearer /, '') ?? ''),
    revokeAll: () => valid.clear(),
    issued: () => issued,
  }
}

function refuse(error: string, description: string) {
  return { status: 400, body: { error, error_description: description } }
}
