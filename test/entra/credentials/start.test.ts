import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { entraDirectoryConfig } from '../../../adapters/entra/index.ts'
import { judgeCertificate } from '../../../bot/cli/entra/judge-certificate.ts'
import { assembleSignIn } from '../../../bot/main/sign-in.ts'
import { StartRefused } from '../../../bot/main/start-refused.ts'
import { makeCertificate } from '../../certificate.ts'
import { createMemoryState } from '../../step-up/memory-state.ts'

const ID = 'c0ffee00-0000-4000-8000-000000000001'
const DAY = 86_400_000

afterEach(() => vi.unstubAllEnvs())

function starts() {
  const config = entraDirectoryConfig.parse({
    ...{ kind: 'entra', tenantId: ID, clientId: ID, authenticationContext: 'c1' },
    credential: { workloadIdentity: true },
  })
  const quiet = () => {}
  return assembleSignIn({
    settings: { kind: 'entra', config, secrets: { certificate: null, secret: null }, assignableRoles: [] },
    ...{ key: randomBytes(32), publicUrl: 'https://elevate.example.com', now: () => Date.now() },
    ...{ state: createMemoryState(() => Date.now()), log: { info: quiet, warn: quiet, error: quiet } },
  })
}

describe('a start with a workload identity', () => {
  const folder = mkdtempSync(join(tmpdir(), 'elevate-token-'))
  const empty = join(folder, 'empty')
  const full = join(folder, 'full')
  writeFileSync(empty, '')
  writeFileSync(full, randomBytes(12).toString('hex'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is refused without its token, and told what to do; with it, it goes on', async () => {
    vi.stubEnv('AZURE_FEDERATED_TOKEN_FILE', full)
    await expect(starts()).resolves.toMatchObject({ signIns: { size: 0 } })
    for (const [file, words] of [
      [undefined, /AZURE_FEDERATED_TOKEN_FILE names no token file.*azure\.workload\.identity\/use/s],
      [join(folder, 'missing'), /missing is empty or cannot be read/],
      [empty, /empty is empty or cannot be read/],
    ] as const) {
      vi.stubEnv('AZURE_FEDERATED_TOKEN_FILE', file)
      const refusal = await starts().catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(StartRefused)
      expect(String(refusal)).toMatch(words)
    }
  })
})

describe('check of the certificate', () => {
  const { pem } = makeCertificate({ notAfter: new Date(Date.UTC(2027, 0, 31)) })
  it.each([
    ['says so in its last month', 29, 1],
    ['has nothing to say before', 31, 0],
  ])('%s', (_, daysBefore, findings) => {
    const found = judgeCertificate(pem, Date.UTC(2027, 0, 31) - daysBefore * DAY)
    expect(found).toHaveLength(findings)
    for (const { level, message } of found)
      expect(`${level} ${message}`).toMatch(/^warning .*ends on 2027-01-31.*upload/)
  })

  it('has nothing to say of another credential', () => {
    expect(judgeCertificate(null, Date.now())).toEqual([])
  })
})
