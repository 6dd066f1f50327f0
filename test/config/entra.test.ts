import { describe, expect, it } from 'vitest'
import { configOf, load, problemsOf } from './support.ts'

const ID = '11111111-2222-4333-8444-555555555555'
const OTHER = '66666666-2222-4333-8444-555555555555'
const PEM = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nnone\n'
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
