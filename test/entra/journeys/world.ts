import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redirectUriOf } from '../../../adapters/step-up/oidc/index.ts'
import type { Activatable } from '../../../bot/index.ts'
import { serve } from '../../../bot/main/serve.ts'
import { configOf, load } from '../../config/support.ts'
import { movableTime } from '../../movable-time.ts'
import { freePort } from '../../process/server-process.ts'
import { type Browser, openBrowser, type Page } from '../../step-up/oidc/browser.ts'
import { type IdentityProviderOfTest, startIdentityProvider } from '../../step-up/oidc/identity-provider.ts'
import { targetKey } from '../graph/model.ts'
import { startTenant, type Tenant, targetOf } from '../graph/tenant.ts'
import type { Chat, OpenChat } from './chat.ts'
import {
  fileText,
  MFA_CONTEXT,
  type Mode,
  type Name,
  oidOf,
  permissionsOf,
  STRONG_CONTEXT,
  seed,
  TENANT,
} from './organisation.ts'

export interface World {
  readonly mode: Mode
  readonly chats: readonly Chat[]
  readonly tenant: Tenant
  readonly idp: IdentityProviderOfTest
  /** Signs in on the page of this address, as that person with the second factor that the page asks for. */
  signsIn(name: Name, url: string, browser?: Browser): Promise<Page>
  /** Lets time pass, and lets somebody ask something, so that the server looks up. */
  later(ms: number): Promise<void>
  /** What this person holds of it in the tenant, as it truly is. */
  held(name: Name, what: Activatable): Tenant['state']['active']
  /** Everything that was logged or stored. */
  written(): string
  close(): Promise<void>
}

/** The server as it is started, with a tenant, an identity provider and these chats around it. */
export async function startWorld(mode: Mode, open: readonly OpenChat[]): Promise<World> {
  const time = movableTime()
  const port = await freePort()
  const url = `http://localhost:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'elevate-journey-'))
  const logged: string[] = []
  const tenant = await startTenant({ tenantId: TENANT, now: () => Date.now(), permissions: permissionsOf(mode) })
  seed(tenant)
  const idp = await startIdentityProvider({ tenantId: TENANT, redirectUris: [redirectUriOf(url)] })
  tenant.trust(async (token) => {
    const bearer = await idp.bearerOf(token)
    return bearer && { kind: 'user', id: bearer.oid, permissions: bearer.scopes, ...bearer }
  })

  async function signsIn(name: Name, at: string, browser = openBrowser()): Promise<Page> {
    // As ID tokens of Entra are: without `amr`, and with a context where it was asked for.
    const acrsWhenAsked = [MFA_CONTEXT, STRONG_CONTEXT]
    idp.seats({ oid: oidOf(name), acrsWhenAsked, claims: { amr: undefined } })
    await browser.open(at)
    return browser.submit()
  }

  const chats: Chat[] = []
  for (const each of open) chats.push(await each({ url, port, signsIn }))
  const file = fileText({
    ...{ mode, port, folder, tenant },
    chat: chats.map(({ section }) => section),
    feed: chats.map(({ feedName }) => feedName),
  })
  const secrets = { ENTRA_SECRET: idp.clientSecret, ELEVATE_KEY: randomBytes(32).toString('base64') }
  const loaded = configOf(load(file, Object.assign(secrets, ...chats.map(({ env }) => env))))
  const config = chats.reduce((made, chat) => chat.adapt(made), loaded)
  const server = await serve(config, logInto(logged), {
    issuer: idp.issuer,
    getToken: async () => tenant.token({ kind: 'app', id: tenant.clientId }),
    slack: { interval: 50 },
  })

  return {
    ...{ mode, chats, tenant, idp, signsIn },
    later: async (ms) => {
      time.pass(ms)
      await chats[0]?.says('megan', 'mine')
    },
    held: (name, what) =>
      tenant.inForce(oidOf(name)).filter(({ target }) => targetKey(target) === targetKey(targetOf(what))),
    written: () =>
      [...logged, ...readdirSync(folder).map((each) => readFileSync(join(folder, each), 'latin1'))].join('\n'),
    async close() {
      await server.stop()
      for (const chat of chats) await chat.close()
      await Promise.all([tenant.close(), idp.close()])
      time.restore()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function logInto(logged: string[]) {
  const at = (level: string) => (fields: object, message: string) =>
    void logged.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
