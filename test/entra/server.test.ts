import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redirectUriOf } from '../../adapters/step-up/oidc/index.ts'
import type { WireMessage, WireState } from '../../adapters/web/wire.ts'
import { type RunningServer, serve } from '../../bot/main/serve.ts'
import { configOf, load } from '../config/support.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../process/server-process.ts'
import { type Browser, openBrowser } from '../step-up/oidc/browser.ts'
import { type IdentityProviderOfTest, startIdentityProvider } from '../step-up/oidc/identity-provider.ts'
import { DELEGATED_PERMISSIONS } from './delegated-story.ts'
import { startTenant, type Tenant } from './graph/tenant.ts'
import { exchange, helpdesk } from './story.ts'

/** The server as it is started, with a tenant in delegated mode: people sign in to the web chat, and to activate. */

const ADELE = 'a0000000-0000-4000-8000-00000000000a'
const ALEX = 'a0000000-0000-4000-8000-00000000000b'
const LINE = '/elevate Exchange Administrator 1h INC-1234'

const logged: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'elevate-entra-'))
let tenant: Tenant
let idp: IdentityProviderOfTest
let server: RunningServer

beforeAll(async () => {
  tenant = await startTenant({ permissions: DELEGATED_PERMISSIONS })
  for (const [id, displayName] of [[ADELE, 'Adele Vance'] as const, [ALEX, 'Alex Wilber'] as const]) {
    tenant.user(id, { displayName })
  }
  tenant.role(exchange.roleDefinitionId, 'Exchange Administrator')
  tenant.eligible(ADELE, exchange)
  tenant.role(helpdesk.roleDefinitionId, 'Helpdesk Administrator')
  tenant.eligible(ADELE, helpdesk)
  const port = await freePort()
  idp = await startIdentityProvider({
    tenantId: tenant.tenantId,
    redirectUris: [redirectUriOf(`http://localhost:${port}`)],
  })
  tenant.trust(async (token) => {
    const bearer = await idp.bearerOf(token)
    return bearer && { kind: 'user', id: bearer.oid, permissions: bearer.scopes, ...bearer }
  })
  const note = (fields: object, message: string) => void logged.push(JSON.stringify([message, fields]))
  const getToken = async () => tenant.token({ kind: 'app', id: tenant.clientId })
  const log = { info: note, warn: note, error: note }
  server = await serve(configFor(port), log, { issuer: idp.issuer, getToken })
})
afterAll(async () => {
  await server?.stop()
  await Promise.all([tenant.close(), idp.close()])
  rmSync(folder, { recursive: true, force: true })
})

function configFor(port: number) {
  const text = `
server: { port: ${port}, publicUrl: 'http://localhost:${port}' }
dataDir: ${folder}
directory:
  kind: entra
  tenantId: ${tenant.tenantId}
  clientId: ${tenant.clientId}
  credential: { secret: env:ENTRA_SECRET }
  graphUrl: ${tenant.graphUrl}
chat: { web: { enabled: true } }
tickets: { pattern: '^INC-?[0-9]{3,}$' }
roleSettings:
  - { roles: ['*'], maximumDuration: PT2H, require: [mfa, justificationOrTicket], approval: { approvers: [person:${ALEX}] } }
`
  const secretKey = randomBytes(32).toString('base64')
  return { ...configOf(load(text, { ENTRA_SECRET: idp.clientSecret })), secretKey }
}

/** One person at their browser, signed in to the web chat. */
async function comesIn(oid: string) {
  const browser = openBrowser()
  idp.seats({ oid })
  await browser.open(`${server.url}/`)
  const page = await browser.submit()
  expect(page.html).toContain('data-mode="signIn"')
  const state = (await (await browser.once(`${server.url}/api/web/state`)).json()) as WireState
  const send = async (path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json', 'X-Elevate-CSRF': state.csrf ?? '' }
    const nonce = randomBytes(12).toString('hex')
    const init = { method: 'POST', headers, body: JSON.stringify({ nonce, ...body }) }
    expect((await browser.once(`${server.url}/api/web/${path}`, init)).status).toBe(202)
  }
  const messages = async () => {
    const response = await browser.once(`${server.url}/api/web/conversations/elevate/messages`)
    return ((await response.json()) as { messages: readonly WireMessage[] }).messages
  }
  return { browser, state, messages, send }
}

async function sees(who: Awaited<ReturnType<typeof comesIn>>, text: string): Promise<WireMessage> {
  let found: WireMessage | undefined
  await eventually(async () => {
    found = (await who.messages()).find(({ fallbackText, card }) => card && fallbackText.includes(text))
    return found !== undefined
  }).toBe(true)
  if (!found) throw new Error(text)
  return found
}

/** Signs in on the page that the newest card leads to. */
async function signsIn(browser: Browser, oid: string, card: WireMessage) {
  const link = /"(http[^"]+\/verify\/[^"]+)"/.exec(JSON.stringify(card.card))?.[1] ?? ''
  idp.seats({ oid })
  await browser.open(link)
  return browser.submit()
}

function isActive(requestId: string) {
  return ({ fallbackText }: WireMessage) => fallbackText.includes(requestId) && fallbackText.includes('Active until')
}

describe('the running server with a tenant in delegated mode', () => {
  it('from the request in the web chat over the approval to the activation with one’s own sign-in', async () => {
    const adele = await comesIn(ADELE)
    expect(adele.state).toMatchObject({ mode: 'signIn', actingAs: { displayName: 'Adele Vance' } })
    await adele.send('messages', { text: LINE })
    await sees(adele, 'Waiting for approval')

    const alex = await comesIn(ALEX)
    const asked = await sees(alex, 'Approval needed')
    const requestId = /EL-[0-9A-Z]+/.exec(asked.fallbackText)?.[0] ?? ''
    await alex.send('actions', { verb: 'approve', requestId, termsVersion: 1 })

    const due = await sees(adele, 'Sign in to activate')
    expect(tenant.inForce(ADELE)).toEqual([])
    expect(await signsIn(openBrowser(), ALEX, due)).toMatchObject({ status: 403 })
    expect(tenant.inForce(ADELE)).toEqual([])
    expect(await signsIn(openBrowser(), ADELE, due)).toMatchObject({ status: 200 })
    await sees(adele, 'Active until')
    expect(tenant.inForce(ADELE)).toHaveLength(1)
    expect(tenant.state.requests).toMatchObject([{ action: 'selfActivate', createdBy: { user: ADELE } }])
  })

  it('answers in chat what the tenant itself asks approval for, with the approver’s own sign-in', async () => {
    tenant.policy(helpdesk, { approvers: [{ userId: ALEX }] })
    const [adele, alex] = [await comesIn(ADELE), await comesIn(ALEX)]
    await adele.send('messages', { text: '/elevate Helpdesk Administrator 1h INC-1234' })
    await signsIn(openBrowser(), ADELE, await sees(adele, 'Waiting for the sign-in'))
    await sees(adele, 'Waiting for approval in the directory')

    const asked = await sees(alex, 'The directory asks for this approval')
    const requestId = /EL-[0-9A-Z]+/.exec(asked.fallbackText)?.[0] ?? ''
    await alex.send('actions', { verb: 'approve', requestId, termsVersion: 1, inputs: { reason: 'printers' } })
    const link = await sees(alex, 'Sign in to answer')
    expect(await signsIn(openBrowser(), ADELE, link)).toMatchObject({ status: 403 })
    expect([...tenant.state.approvals.values()]).toMatchObject([{ result: 'NotReviewed' }])
    expect(await signsIn(openBrowser(), ALEX, link)).toMatchObject({ status: 200 })
    expect([...tenant.state.approvals.values()]).toMatchObject([
      { result: 'Approve', reviewedBy: ALEX, justification: `printers (${requestId})` },
    ])
    await eventually(async () => (await adele.messages()).some(isActive(requestId))).toBe(true)
    expect(tenant.inForce(ADELE).some(({ id }) => tenant.state.approvals.has(id))).toBe(true)
  })

  it('lets nobody in without a sign-in, whatever they claim', async () => {
    expect((await fetch(`${server.url}/api/web/state?as=${ADELE}`)).status).toBe(401)
    expect((await fetch(`${server.url}/`, { redirect: 'manual' })).status).toBe(303)
    expect((await fetch(`${server.url}/api/web/demo/code?as=${ADELE}`)).status).toBe(404)
  })

  it('leaves no secret of anybody in log, store or cards', async () => {
    const stored = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
    const written = [...logged, ...stored].join('\n')
    expect(idp.secrets.size).toBeGreaterThan(8)
    expect([...idp.secrets].filter((secret) => written.includes(secret))).toEqual([])
  })
})
