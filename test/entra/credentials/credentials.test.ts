import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setLogLevel } from '@azure/logger'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCredential, type EntraSecrets, entraDirectoryConfig, graphToken } from '../../../adapters/entra/index.ts'
import { makeCertificate } from '../../certificate.ts'
import { planFaults } from '../graph/faults.ts'
import { startIdentityServer } from '../graph/identity-server.ts'
import { type AuthorityServer, type Registration, startAuthority } from './authority-server.ts'

const TENANT = 'c0ffee00-0000-4000-8000-000000000001'
const CLIENT = 'c0ffee00-0000-4000-8000-000000000002'
const GRAPH = 'https://graph.microsoft.com'

let authority: AuthorityServer | null = null
const folder = mkdtempSync(join(tmpdir(), 'elevate-credential-'))
beforeEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  await authority?.close()
  authority = null
  vi.unstubAllEnvs()
})

/** Elevate's own token for Graph, as the configuration says how; and a look at what was asked for it. */
async function tokenBy(
  credential: object,
  trusts: Omit<Registration, 'clientId'>,
  secrets: Partial<EntraSecrets> = {},
): Promise<(fresh: boolean) => Promise<string>> {
  authority = await startAuthority(TENANT, { clientId: CLIENT, ...trusts })
  const config = entraDirectoryConfig.parse({ kind: 'entra', tenantId: TENANT, clientId: CLIENT, credential })
  const given = { certificate: null, secret: null, ...secrets }
  const options = { authorityHost: authority.host, tlsOptions: { ca: authority.ca } }
  return graphToken(createCredential(config, given, options), GRAPH)
}

describe('Elevate signs in to Entra', () => {
  it('with a certificate: an assertion signed by it, for this endpoint alone and for minutes', async () => {
    const certificate = makeCertificate()
    const getToken = await tokenBy({ certificate: 'env:C' }, { certificate }, { certificate: certificate.pem })
    const first = await getToken(false)
    expect(authority?.secrets).toContain(first)
    expect(await getToken(false), 'kept while it is good').toBe(first)
    expect(await getToken(true), 'not the one that was refused').not.toBe(first)
    expect(authority?.refusals).toEqual([])
    expect(authority?.asked).toMatchObject([
      { path: `/${TENANT}/oauth2/v2.0/token`, form: { scope: expect.stringContaining(`${GRAPH}/.default`) } },
      { form: { grant_type: 'client_credentials' } },
    ])
    expect(JSON.stringify(authority?.asked)).not.toContain('PRIVATE KEY')
  })

  it('not with a certificate that the registration does not know', async () => {
    const getToken = await tokenBy(
      { certificate: 'env:C' },
      { certificate: makeCertificate() },
      { certificate: makeCertificate().pem },
    )
    await expect(getToken(false)).rejects.toThrow(/AADSTS700027/)
    expect(authority?.refusals).toEqual(['no or another thumbprint'])
  })

  it('with a client secret, and not with another one', async () => {
    const secret = randomBytes(24).toString('base64url')
    const getToken = await tokenBy({ secret: 'env:S' }, { secret }, { secret })
    expect(authority?.secrets).toContain(await getToken(false))
    await authority?.close()
    const wrong = await tokenBy({ secret: 'env:S' }, { secret }, { secret: 'not-it' })
    await expect(wrong(false)).rejects.toThrow(/invalid_client/)
  })

  it('with the token of a workload identity, read anew from its file', async () => {
    const federated = `federated-${randomBytes(24).toString('base64url')}`
    const file = join(folder, 'token')
    writeFileSync(file, federated)
    vi.stubEnv('AZURE_FEDERATED_TOKEN_FILE', file)
    const getToken = await tokenBy({ workloadIdentity: true }, { federated })
    expect(authority?.secrets).toContain(await getToken(false))
    expect(authority?.asked).toMatchObject([{ form: { client_assertion: federated, client_id: CLIENT } }])
  })

  it('with the managed identity of an App Service: its endpoint, its header, its client id', async () => {
    const faults = planFaults()
    const issued = randomBytes(24).toString('base64url')
    const identity = await startIdentityServer({ now: () => Date.now(), issue: () => issued, faults })
    vi.stubEnv('IDENTITY_ENDPOINT', identity.endpoint)
    vi.stubEnv('IDENTITY_HEADER', identity.header)
    const getToken = await tokenBy({ managedIdentity: true }, {})
    expect(await getToken(false)).toBe(issued)
    expect(identity.queries[0]).toMatchObject({ client_id: CLIENT, resource: GRAPH })
    expect(authority?.asked).toEqual([])
    await identity.close()
  })
})

describe('what is secret of it', () => {
  it('stands in no error and no log of the library, whatever goes wrong', async () => {
    const written: string[] = []
    const keep = (chunk: unknown) => written.push(String(chunk)) > 0
    const spies = [process.stderr, process.stdout].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep))
    const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(keep),
    )
    setLogLevel('verbose')
    const certificate = makeCertificate()
    const secret = randomBytes(24).toString('base64url')
    try {
      const byKey = await tokenBy({ certificate: 'env:C' }, { certificate }, { certificate: certificate.pem })
      await byKey(false)
      written.push(...(await said(byKey)))
      const other = await tokenBy({ secret: 'env:S' }, { secret: 'another' }, { secret })
      written.push(...(await said(other)))
    } finally {
      setLogLevel()
      for (const spy of [...spies, ...consoles]) spy.mockRestore()
    }
    expect(written.length).toBeGreaterThan(0)
    const canaries = [secret, certificate.privateKey.slice(60, 160), ...(authority?.secrets ?? [])]
    expect(canaries.filter((canary) => written.some((text) => text.includes(canary)))).toEqual([])
  })

  async function said(getToken: (fresh: boolean) => Promise<string>): Promise<string[]> {
    authority?.fail(401)
    return getToken(true).then(
      () => [],
      (error: unknown) => [String(error), JSON.stringify(error), error instanceof Error ? String(error.stack) : ''],
    )
  }
})
