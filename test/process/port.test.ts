import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ServerProcess, startServer } from './server-process.ts'

let folder: string
let server: ServerProcess | null = null
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elevate-port-'))
})
afterEach(async () => {
  await server?.cleanUp()
  server = null
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Started with ELEVATE_PORT beside a file that names another port. */
async function startWith(publicUrl: string): Promise<ServerProcess> {
  const file = join(folder, 'elevate.yaml')
  writeFileSync(file, `server: { port: 3978, publicUrl: '${publicUrl}' }\ndirectory: { kind: local }\n`)
  server = await startServer(file)
  return server
}

describe('ELEVATE_PORT beside a publicUrl', () => {
  it('of this machine is followed: the greeting names where the server is', async () => {
    const { url, output } = await startWith('http://localhost:3978')
    expect(output()).toContain(`Elevate is running at ${url}\n`)
    expect(output()).not.toContain('3978')
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it('of a proxy stays as it is, with where the server listens and a warning', async () => {
    const { url, output } = await startWith('https://elevate.example.com')
    const { port } = new URL(url)
    expect(output()).toContain('Elevate is running at https://elevate.example.com\n')
    expect(output()).toContain(`It listens at http://127.0.0.1:${port};`)
    expect(output()).toContain(`ELEVATE_PORT overrides server.port: ${port} instead of 3978.`)
  })
})
