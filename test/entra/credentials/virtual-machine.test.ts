import { randomBytes } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { createCredential, entraDirectoryConfig, graphToken } from '../../../adapters/entra/index.ts'
import { planFaults } from '../graph/faults.ts'
import { startIdentityServer } from '../graph/identity-server.ts'

const CLIENT = 'c0ffee00-0000-4000-8000-000000000002'
const GRAPH = 'https://graph.microsoft.com'

// By itself: the library finds out once a process which kind of managed identity it is.
it('Elevate signs in with the managed identity of a virtual machine, by its metadata service', async () => {
  const issued = randomBytes(24).toString('base64url')
  const identity = await startIdentityServer({ now: () => Date.now(), issue: () => issued, faults: planFaults() })
  vi.stubEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', new URL(identity.endpoint).origin)
  const section = { kind: 'entra', tenantId: CLIENT, clientId: CLIENT, credential: { managedIdentity: true } }
  const credential = createCredential(entraDirectoryConfig.parse(section), { certificate: null, secret: null })
  const getToken = graphToken(credential, GRAPH)

  expect(await getToken(false)).toBe(issued)
  expect(identity.queries).toEqual([expect.objectContaining({ client_id: CLIENT, resource: GRAPH })])
  identity.refuse(true)
  await expect(getToken(true)).rejects.toThrow()
  vi.unstubAllEnvs()
  await identity.close()
}, 30_000)
