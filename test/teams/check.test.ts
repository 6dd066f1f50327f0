import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { teamsFindings } from '../../bot/cli/check-teams.ts'
import { assembleParts, type Parts } from '../../bot/main/parts.ts'
import { createSystemClock } from '../../bot/runtime/system-clock.ts'
import { organisationConfig } from './journeys/organisation.ts'
import { APP_ID } from './rig/people.ts'
import { type Rig, startRig } from './rig/rig.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

let rig: Rig
let parts: Parts
let folder: string
let asked: { readonly method: string; readonly url: string; readonly body: string }[]
let graph: ReturnType<typeof createServer>
let catalogue: object[]

beforeEach(async () => {
  rig = await startRig({ bot: () => async () => new Response(null) })
  folder = mkdtempSync(join(tmpdir(), 'elevate-check-'))
  asked = []
  catalogue = [{ id: 'app-of-the-catalogue' }]
  graph = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { method = '', url = '' } = request
      asked.push({ method, url: decodeURIComponent(url), body })
      const token = { access_token: 'graph', expires_in: 3600 }
      response.writeHead(200).end(JSON.stringify(url.endsWith('/token') ? token : { value: catalogue }))
    })
  })
  await new Promise<void>((resolve) => graph.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await parts.sqlite.close()
  await rig.close()
  graph.close()
  graph.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

async function open(change: (file: string) => string = (file) => file) {
  const config = organisationConfig({ rig, folder, feed: '19:feed@thread.tacv2', env: {}, change })
  const clock = async () => createSystemClock()
  parts = await assembleParts({ config, publicUrl: 'http://localhost', clock, log: silent })
}

const found = async (installs = false) =>
  (await teamsFindings(parts, installs)).map(({ level, message }) => `${level}: ${message}`)

describe('check, of Teams', () => {
  it('says that the credential works, which host is called, and who has not got the app', async () => {
    rig.personal(rig.person('alex')).installed = true
    await open()
    const host = new URL(rig.connector.origin).host
    expect(await found()).toEqual([
      `ok: Teams: the credential works; only ${host} is called with it.`,
      expect.stringMatching(/warning: Teams: Megan Bowen may approve and cannot be written to .*--install-teams/),
    ])
    expect(rig.connector.of('post')).toEqual([])
    expect(asked).toEqual([])
  })

  it('says that the credential does not work, and what to look at', async () => {
    rig.connector.fail('token', { kind: 'status', status: 401 })
    await open()
    expect(await found()).toEqual([
      expect.stringMatching(/error: .*gives no token for app.*secret or certificate may have expired/),
    ])
  })

  it('names who is not linked', async () => {
    await open((file) => file.replace(/(id: lidia,[^\n]*), chat: \{[^}]*\}/, '$1'))
    expect((await found()).join('\n')).toContain('Lidia Holloway is not linked to Teams')
  })

  it('installs the app for approvers who have not got it, where asked to', async () => {
    const origin = `http://127.0.0.1:${(graph.address() as AddressInfo).port}`
    rig.personal(rig.person('alex')).installed = true
    await open()
    const { teams } = parts.config.chat
    Object.assign(teams?.cloud ?? {}, { graphUrl: origin, authority: origin })
    expect((await found(true)).join('\n')).toMatch(/ok: Teams: the app is now installed for Megan Bowen/)
    const { oid } = rig.person('megan')
    expect(asked.map(({ method, url }) => `${method} ${url}`).slice(-2)).toEqual([
      `GET /v1.0/appCatalogs/teamsApps?$filter=externalId eq '${APP_ID}'`,
      `POST /v1.0/users/${oid}/teamwork/installedApps`,
    ])
    catalogue = []
    expect((await found(true)).join('\n')).toMatch(/Megan Bowen may approve.*app_not_in_catalogue/)
  })
})
