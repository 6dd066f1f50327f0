import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileDirectory } from '../../adapters/local/index.ts'
import { catalogueLookup, formatProblem, loadConfig } from '../../bot/config.ts'
import { type RunningServer, serve } from '../../bot/main/serve.ts'
import { eventually } from '../eventually.ts'
import { type Canary, startCanary } from './rig/canary.ts'

const TENANT = '00000000-0000-0000-0000-0000000000001'
const USER = '00000000-0000-0000-0000-0000000000020'

const FILE = `
server: { port: 0 }
directory:
  kind: local
  people:
    - { id: adele, displayName: Adele Vance, userPrincipalName: adele@nordet.example, chat: { teams: ${USER} } }
  eligible: [{ person: adele, role: Exchange Administrator }]
chat: { teams: { playground: true } }
roleSettings: [{ roles: ["*"], maximumDuration: PT2H }]
`

describe('the playground', () => {
  let server: RunningServer
  let canary: Canary
  let folder: string
  let logged: string[]
  let nextId = 0
  beforeEach(async () => {
    canary = await startCanary()
    folder = mkdtempSync(join(tmpdir(), 'elevate-playground-'))
    logged = []
    const line = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
    server = await serve(configOf(folder, canary), { info: line, warn: line, error: line })
  })
  afterEach(async () => {
    await server.stop()
    await canary.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function asks(changes: object = {}): object {
    nextId += 1
    return {
      ...{ type: 'message', id: `m${nextId}`, channelId: 'msteams', serviceUrl: canary.serviceUrl, text: 'help' },
      ...{ from: { id: 'user-id-0', name: 'Alex', aadObjectId: USER }, recipient: { id: 'bot-id' } },
      conversation: { id: 'personal-chat-id', conversationType: 'personal', tenantId: TENANT },
      channelData: { tenant: { id: TENANT } },
      ...changes,
    }
  }

  /** By `node:http`: fetch lets nobody choose `Host` or `Origin`. */
  function post(activity: object, headers: { readonly [name: string]: string } = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { port: server.port, host: '127.0.0.1', path: '/api/messages', method: 'POST' }
      const sent = httpRequest(
        { ...options, headers: { 'content-type': 'application/json', host: `localhost:${server.port}`, ...headers } },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      sent.on('error', reject)
      sent.end(JSON.stringify(activity))
    })
  }

  it('talks without tokens, with itself alone, and says loudly that it does', async () => {
    expect(logged.join('\n')).toContain('TEAMS PLAYGROUND')
    expect(await post(asks())).toBe(200)
    await eventually(() => canary.requests.length).toBe(1)
    expect(canary.requests[0]).toMatchObject({ path: '/teams/v3/conversations/personal-chat-id/activities' })
    expect(canary.requests[0]?.body).toContain('What you can ask')
    expect(canary.tokens()).toEqual([])
  })

  it.each([
    ['through a proxy', {}, { 'x-forwarded-for': '203.0.113.7' }],
    ['under another name', {}, { host: 'elevate.example.com' }],
    ['from a page of another site', {}, { origin: 'https://evil.example' }],
    ['from a page that a browser marks as another site’s', {}, { 'sec-fetch-site': 'cross-site' }],
    ['with a service URL elsewhere', { serviceUrl: 'https://smba.trafficmanager.net/amer/' }, {}],
    ['with a service URL of this machine that is not the playground’s', { serviceUrl: 'http://127.0.0.1:9/' }, {}],
    ['for another tenant', { channelData: { tenant: { id: USER } } }, {}],
  ])('hears nothing that comes %s', async (_, changes, headers) => {
    expect(await post(asks(changes), headers)).toBe(403)
    expect(canary.requests).toEqual([])
  })
})

function configOf(folder: string, canary: Canary) {
  const loaded = loadConfig({
    ...{ file: 'elevate.yaml', env: { ELEVATE_DATA: folder }, cwd: folder },
    exists: () => false,
    readFile: () => FILE,
    roles: catalogueLookup(),
    checkDirectory: compileDirectory,
  })
  if (loaded.outcome === 'invalid') throw new Error(loaded.problems.map(formatProblem).join('\n'))
  const { config } = loaded
  const { teams } = config.chat
  if (!teams) throw new Error('No Teams')
  // The playground's own port is its own: another may be using it here.
  const cloud = { ...teams.cloud, serviceOrigins: [canary.url], serviceUrl: canary.serviceUrl }
  return { ...config, chat: { ...config.chat, teams: { ...teams, cloud } } }
}
