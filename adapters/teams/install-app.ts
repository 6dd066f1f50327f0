import { z } from 'zod'
import type { Cloud } from './config-clouds.ts'
import { NotSent } from './errors.ts'
import { tokenIssuer } from './issue-token.ts'
import { type Credential, createOwnToken } from './own-token.ts'

/** `refused`: what Graph said, as a short code. */
export type Installed = { readonly outcome: 'installed' } | { readonly outcome: 'refused'; readonly reason: string }

/** The permissions of the app that installing needs; nothing else does. */
export const INSTALL_PERMISSIONS = ['AppCatalog.Read.All', 'TeamsAppInstallation.ReadWriteSelfForUser.All'] as const

export interface InstallerOptions {
  readonly app: { readonly appId: string; readonly credential: Credential }
  readonly tenantId: string
  readonly cloud: Pick<Cloud, 'authority' | 'graphUrl'>
  readonly timeout?: number
}

const TIMEOUT = 10_000
const catalogue = z.object({ value: z.array(z.object({ id: z.string().regex(/^[A-Za-z0-9-]{1,80}$/) })) })
const refusal = z.object({ error: z.object({ code: z.string().regex(/^[A-Za-z0-9_]{1,60}$/) }) })

/**
 * Installs the app for people who have not got it, so that they can be written to. Does not throw.
 * https://learn.microsoft.com/graph/api/userteamwork-post-installedapps
 */
export function createInstaller({ app, tenantId, cloud, timeout = TIMEOUT }: InstallerOptions) {
  const { graphUrl, authority } = cloud
  const token = createOwnToken({ issue: tokenIssuer({ ...app, tenantId, authority, scope: `${graphUrl}/.default` }) })
  let appInCatalogue: Promise<string> | null = null

  async function call(path: string, body?: object): Promise<{ readonly status: number; readonly json: unknown }> {
    const headers = { Authorization: `Bearer ${await token.current()}`, 'Content-Type': 'application/json' }
    const request = {
      method: body ? 'POST' : 'GET',
      headers,
      redirect: 'error' as const,
      ...(body && { body: JSON.stringify(body) }),
    }
    const response = await fetch(`${graphUrl}/v1.0/${path}`, { ...request, signal: AbortSignal.timeout(timeout) })
    return { status: response.status, json: await response.json().catch(() => null) }
  }

  /** The id that the tenant's catalogue gave the app, which is not the one in its manifest. */
  async function findApp(): Promise<string> {
    const { status, json } = await call(`appCatalogs/teamsApps?$filter=externalId%20eq%20'${app.appId}'`)
    const [found] = catalogue.safeParse(json).data?.value ?? []
    if (found) return found.id
    throw new NotSent(status < 300 ? 'app_not_in_catalogue' : codeOf(status, json))
  }

  return {
    async install(userId: string): Promise<Installed> {
      try {
        appInCatalogue ??= findApp()
        const id = await appInCatalogue
        const body = { 'teamsApp@odata.bind': `${graphUrl}/v1.0/appCatalogs/teamsApps/${id}` }
        const { status, json } = await call(`users/${encodeURIComponent(userId)}/teamwork/installedApps`, body)
        // 409: they have it already.
        return status < 300 || status === 409
          ? { outcome: 'installed' }
          : { outcome: 'refused', reason: codeOf(status, json) }
      } catch (error) {
        return { outcome: 'refused', reason: error instanceof NotSent ? error.reason : 'no_answer' }
      }
    },
  }
}

function codeOf(status: number, json: unknown): string {
  return refusal.safeParse(json).data?.error.code ?? `http_${status}`
}
