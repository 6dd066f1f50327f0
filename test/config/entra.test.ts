import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeCertificate } from '../certificate.ts'
import { configOf, load, problemsOf } from './support.ts'

const ID = '11111111-2222-4333-8444-555555555555'
const OTHER = '66666666-2222-4333-8444-555555555555'
const PEM = makeCertificate().pem
const ENV = { CERT: PEM, SECRET: 'not-a-secret-of-anybody' }

function file(directory: string, rest = ''): string {
  return [
    'server: { publicUrl: https://elevate.example.com }',
    `directory: { kind: entra, tenantId: ${ID}, clientId: ${OTHER}, ${directory} }`,
    "roleSettings: [{ roles: ['*'], maximumDuration: PT1H, require: [justification] }]",
    rest,
  ].join('\n')
}

function messages(text: string): readonly string[] {
  return problemsOf(load(text, ENV)).map(({ path, message, fix }) => `${path}: ${message} ${fix}`)
}

describe('the certificate that Elevate signs in to Entra with', () => {
  const day = 86_400_000
  const ended = makeCertificate({
    notAfter: new Date(Date.UTC(2026, 0, 31)),
    notBefore: new Date(Date.UTC(2025, 0, 1)),
  })
  const early = makeCertificate({ notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) })
  const other = makeCertificate()
  const key = createPrivateKey(other.privateKey)
  const encrypted = key.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'made for this test',
  })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })

  it.each([
    ['has ended', ended.pem, /ended on 2026-01-31: Entra refuses it.*upload it to the app registration/],
    ['is not valid yet', early.pem, /is valid from .* only.*Check the clock/],
    ['comes without its key', other.certificate, /no PEM with a certificate and its private key/],
    ['comes with the key of another one', ended.certificate + other.privateKey, /is not that of its first certificate/],
    ['comes with an encrypted key', other.certificate + encrypted, /is encrypted or cannot be read.*openssl pkey/],
    ['comes with a key that Entra does not take', other.certificate + curve, /is no RSA key/],
  ])('is refused at the start where it %s, and told what to do', (_, pem, message) => {
    const outcome = load(file('credential: { certificate: env:CERT }'), { ...ENV, CERT: pem })
    const found = problemsOf(outcome).map((problem) => `${problem.path}: ${problem.message} ${problem.fix}`)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^directory\.credential\.certificate: What|^directory\.credential\.certificate: The/)
    expect(found[0]).toMatch(message)
    expect(JSON.stringify(outcome)).not.toContain(other.privateKey.slice(40, 90))
  })

  it('is refused where its file is missing', () => {
    const found = problemsOf(load(file('credential: { certificate: file:/run/secrets/none.pem }'), ENV))
    expect(found).toMatchObject([{ message: 'The file /run/secrets/none.pem cannot be read.' }])
  })

  it('is taken with a key in the older form as well', () => {
    const older = other.certificate + key.export({ type: 'pkcs1', format: 'pem' })
    expect(problemsOf(load(file('credential: { certificate: env:CERT }'), { ...ENV, CERT: older }))).toEqual([])
  })
})

describe('the directory of a tenant of Entra', () => {
  it('lets people activate with their own sign-in, unless told otherwise', () => {
    const { directory } = configOf(load(file('credential: { certificate: env:CERT }'), ENV))
    expect(directory).toMatchObject({
      kind: 'entra',
      config: { activation: 'delegated', cloud: 'global', tenantId: ID },
      secrets: { certificate: PEM.trim(), secret: null },
      assignableRoles: [],
    })
  })

  it('assigns listed roles in application mode', () => {
    const section = 'credential: { managedIdentity: true }, activation: application, roles: [Exchange Administrator]'
    const { directory } = configOf(load(file(section), ENV))
    expect(directory).toMatchObject({ assignableRoles: ['29232cdf-9323-42fd-ade2-1d097af3e4de'] })
  })

  it.each([
    ['Global Administrator'],
    ['62e90394-69f5-4237-9190-012177145e10'],
    ['Privileged Role Administrator'],
    ['Privileged Authentication Administrator'],
  ])('never assigns %s', (role) => {
    const section = `credential: { managedIdentity: true }, activation: application, roles: ['${role}']`
    expect(messages(file(section)).join()).toMatch(/never assigns .*can give themselves every role/)
  })

  it.each([
    ['no credential', 'credential: {}', /Nothing says how Elevate signs in to Entra/],
    ['two credentials', 'credential: { managedIdentity: true, secret: env:SECRET }', /signs in to Entra in one way/],
    ['a secret in the file', 'credential: { secret: s3cret-text }', /must not stand in this file/],
    ['a certificate that is none', 'credential: { certificate: env:SECRET }', /no PEM with a certificate/],
    ['a name for an id', 'credential: { managedIdentity: true }, groups: [Approvers]', /no object id/],
    ['no role to assign', 'credential: { managedIdentity: true }, activation: application', /none is listed/],
    ['a list that does nothing', 'credential: { managedIdentity: true }, roles: [Security Reader]', /would do nothing/],
    ['Graph over plain HTTP', 'credential: { managedIdentity: true }, graphUrl: http://graph.example', /no address of/],
    ['an unknown role', 'credential: { managedIdentity: true }, activation: application, roles: [Wizard]', /no role/],
  ])('is refused with %s', (_, section, message) => {
    const found = messages(file(section))
    expect(found.join()).toMatch(message)
    expect(found.join()).not.toContain('s3cret')
  })

  it('knows approvers, access and emergency accounts by object id alone', () => {
    const text = file(
      'credential: { managedIdentity: true }',
      `access: { security: ['group:soc', 'person:${ID}'] }\nemergencyAccounts: [breakglass]`,
    ).replace('require: [justification]', "require: [justification], approval: { approvers: ['group:approvers'] }")
    expect(messages(text).map((line) => line.split(': ')[0])).toEqual([
      'roleSettings[0].approval.approvers[0]',
      'access.security[0]',
      'emergencyAccounts[0]',
    ])
  })
})
