import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { permissionsFor } from '../../../adapters/entra/index.ts'
import { redirectUriOf } from '../../../adapters/step-up/oidc/index.ts'
import type { Evidence } from '../../../bot/cli/drill/evidence.ts'
import type { Surroundings } from '../../../bot/cli/drill/surroundings.ts'
import { type DrillOptions, drill } from '../../../bot/cli/drill.ts'
import { CommandFailed } from '../../../bot/cli/output.ts'
import { MINUTE } from '../../../bot/index.ts'
import { type IdentityProviderOfTest, startIdentityProvider } from '../../step-up/oidc/identity-provider.ts'
import { startTenant, type Tenant } from '../graph/tenant.ts'
import { helpdesk } from '../story.ts'

export const ADELE = 'a0000000-0000-4000-8000-00000000000a'
export const ALEX = 'a0000000-0000-4000-8000-00000000000b'
export const BREAKGLASS = 'a0000000-0000-4000-8000-00000000000e'
const TENANT = 'c0ffee00-0000-4000-8000-000000000001'
const CLIENT = 'c0ffee00-0000-4000-8000-000000000002'

export interface DrillWorld {
  readonly tenant: Tenant
  /** Null in application mode. */
  readonly idp: IdentityProviderOfTest | null
  readonly said: string[]
  /** Called before each wait, with how long the drill has run. */
  onWait: ((sinceMs: number) => void | Promise<void>) | null
  interrupt(): void
  drills(options?: Partial<DrillOptions>): Promise<{ readonly code: number; readonly errors: readonly string[] }>
  evidence(): Evidence
  text(): string
  hasEvidence(): boolean
  now(): number
  close(): Promise<void>
}

/** A tenant, a configuration file that names it, and a clock that the drill's waits move. */
export async function openDrillWorld(mode: 'application' | 'delegated'): Promise<DrillWorld> {
  const began = Date.now()
  let passed = 0
  const now = () => Date.now() + passed
  const folder = mkdtempSync(join(tmpdir(), 'elevate-drill-test-'))
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const permissions = permissionsFor({ activation: mode, groups: [] }).map(({ name }) => name)
  const tenant = await startTenant({ now, permissions })
  seed(tenant)
  const idp =
    mode === 'delegated'
      ? await startIdentityProvider({ tenantId: TENANT, redirectUris: [redirectUriOf(publicUrl)] })
      : null
  if (idp)
    tenant.trust(async (token) => {
      const bearer = await idp.bearerOf(token)
      return bearer && { kind: 'user', id: bearer.oid, permissions: bearer.scopes, ...bearer }
    })
  vi.stubEnv('DRILL_SECRET', idp?.clientSecret ?? randomBytes(16).toString('hex'))
  vi.stubEnv('ELEVATE_DATA', join(folder, 'data'))
  const file = join(folder, 'elevate.yaml')
  writeFileSync(file, configuration(mode, port, publicUrl, tenant.graphUrl))
  const said: string[] = []
  let interrupted: (() => void) | null = null
  const getToken = async () => tenant.token({ kind: 'app', id: CLIENT })
  const around: Surroundings = {
    now,
    sleep: async (ms) => {
      passed += ms
      await world.onWait?.(now() - began)
    },
    onInterrupt: (callback) => {
      interrupted = callback
      return () => {
        interrupted = null
      }
    },
    pauseMs: 1,
    instead: { issuer: idp?.issuer ?? 'http://127.0.0.1:9', getToken },
  }
  const drills = join(folder, 'data', 'drills')
  const newest = (end: string) =>
    readFileSync(join(drills, filesIn(drills).findLast((name) => name.endsWith(end)) ?? ''), 'utf8')
  const world: DrillWorld = {
    ...{ tenant, idp, said, now, onWait: null },
    interrupt: () => interrupted?.(),
    drills: async (options = {}) => {
      const output = { line: async (text: string) => void said.push(text) }
      try {
        const code = await drill(
          { role: 'Helpdesk Administrator', as: ADELE, config: file, ...options },
          output,
          around,
        )
        return { code, errors: [] }
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error
        return { code: error.exitCode, errors: error.lines }
      }
    },
    evidence: () => JSON.parse(newest('.json')),
    text: () => newest('.txt'),
    hasEvidence: () => filesIn(drills).length > 0,
    close: async () => {
      await Promise.all([tenant.close(), idp?.close()])
      vi.unstubAllEnvs()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

function seed(tenant: Tenant): void {
  tenant.user(ADELE, { displayName: 'Adele Vance' })
  tenant.user(ALEX, { displayName: 'Alex Wilber' })
  tenant.user(BREAKGLASS, { displayName: 'Break Glass' })
  tenant.role(helpdesk.roleDefinitionId, 'Helpdesk Administrator')
  tenant.eligible(ADELE, helpdesk)
}

export function configuration(mode: string, port: number, publicUrl: string, graphUrl: string): string {
  return `
server: { host: 127.0.0.1, port: ${port}, publicUrl: '${publicUrl}' }
directory:
  kind: entra
  tenantId: ${TENANT}
  clientId: ${CLIENT}
  activation: ${mode}
  ${mode === 'application' ? 'roles: [Helpdesk Administrator, Exchange Administrator, Global Reader]' : ''}
  credential: { secret: env:DRILL_SECRET }
  graphUrl: ${graphUrl}
emergencyAccounts: [${BREAKGLASS}]
roleSettings:
  - { roles: [Reports Reader], maximumDuration: PT1H, require: [justification] }
  - { roles: ['*'], maximumDuration: PT2H, require: [mfa, justificationOrTicket], approval: { approvers: [person:${ALEX}] } }
`
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise<void>((resolve) => void probe.close(() => resolve()))
  return port
}

/** So long a drill runs until its role can be ended. */
export const FLOOR = 5 * MINUTE
