import { describe, expect, it } from 'vitest'
import { clouds } from '../../adapters/teams/config.ts'
import { makeCertificate } from '../certificate.ts'
import { configOf, load, organisation, problemsOf } from './support.ts'

const SERVER = 'server: { publicUrl: https://elevate.example.com }'
const APP = '8d0f2a4e-1111-4000-8000-000000000001'
const TENANT = '8d0f2a4e-2222-4000-8000-000000000002'
const PEM = makeCertificate().pem.trim()
const ENV = { PASSWORD: 'not-a-password', PEM }

function teams(rest: string, sections: { readonly [name: string]: string } = {}) {
  const chat = `chat: { teams: { appId: ${APP}, tenantId: ${TENANT}, ${rest} } }`
  return organisation({ server: SERVER, chat, ...sections })
}

function messages(file: string): readonly string[] {
  return problemsOf(load(file, ENV)).map(({ path, message, fix }) => `${path}: ${message} ${fix}`)
}

describe('Teams', () => {
  it.each([
    ['a secret by reference', 'credential: env:PASSWORD', { kind: 'secret', secret: ENV.PASSWORD }],
    ['a certificate', 'credential: { certificate: env:PEM }', { kind: 'certificate', pem: PEM }],
    [
      'the identity of the machine',
      'credential: { managedIdentity: true }',
      { kind: 'managedIdentity', clientId: null },
    ],
    ['a chosen identity', 'credential: { managedIdentity: id-1 }', { kind: 'managedIdentity', clientId: 'id-1' }],
  ])('proves who it is by %s', (_, credential, expected) => {
    const { chat } = configOf(load(teams(credential), ENV))
    expect(chat.teams).toMatchObject({
      app: { appId: APP, credential: expected },
      tenantId: TENANT,
      cloud: clouds.global,
    })
  })

  it('takes channels by their ids', () => {
    const channels = 'channels: { feed: ["teams:19:0123abcd@thread.tacv2"], alerts: ["teams:19:meeting@thread.v2"] }'
    const { organisation: settings } = configOf(load(teams('credential: env:PASSWORD', { channels }), ENV))
    expect(settings.channels.feed).toEqual([{ platform: 'teams', channelId: '19:0123abcd@thread.tacv2' }])
    const wrong = messages(teams('credential: env:PASSWORD', { channels: 'channels: { feed: ["teams:General"] }' }))
    expect(wrong).toEqual([expect.stringMatching(/no id of a channel or chat in Teams/)])
  })

  it.each([
    ['no app', `chat: { teams: { tenantId: ${TENANT}, credential: env:PASSWORD } }`, /which app this is/],
    ['no tenant', `chat: { teams: { appId: ${APP}, credential: env:PASSWORD } }`, /which tenant may be heard/],
    ['no credential', `chat: { teams: { appId: ${APP}, tenantId: ${TENANT} } }`, /how Elevate proves who it is/],
    [
      'a name for an id',
      `chat: { teams: { appId: Elevate, tenantId: ${TENANT}, credential: env:PASSWORD } }`,
      /no application id/,
    ],
    [
      'an app in the playground',
      `chat: { teams: { appId: ${APP}, credential: env:PASSWORD, playground: true } }`,
      /excludes a registered app/,
    ],
    ['the playground in public', 'chat: { teams: { playground: true } }', /on a loopback server.publicUrl only/],
    [
      'an unknown cloud',
      `chat: { teams: { appId: ${APP}, tenantId: ${TENANT}, credential: env:PASSWORD, cloud: mars } }`,
      /cloud/,
    ],
  ])('is refused with %s', (_, chat, message) => {
    expect(messages(organisation({ server: SERVER, chat })).join('\n')).toMatch(message)
  })

  it('does not repeat a secret that stands in the file', () => {
    const found = messages(teams('credential: s3cret'))
    expect(found).not.toEqual([])
    expect(found.join()).not.toContain('s3cret')
  })

  it('says which file is no certificate, and which variable is not set', () => {
    expect(messages(teams('credential: { certificate: env:PASSWORD }')).join()).toMatch(
      /no PEM with a certificate and its private key/,
    )
    expect(messages(teams('credential: env:NONE')).join()).toMatch(/NONE is not set/)
  })

  it('exists in the playground on this machine alone, without an app', () => {
    const { chat } = configOf(
      load(organisation({ server: 'server: { port: 3978 }', chat: 'chat: { teams: { playground: true } }' })),
    )
    expect(chat.teams).toMatchObject({ app: null, tenantId: '00000000-0000-0000-0000-0000000000001' })
  })
})
