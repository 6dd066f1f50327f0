import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, startServer } from './server-process.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elevate-bad-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function closedFolder(): string {
  const path = join(folder, 'closed')
  mkdirSync(path)
  chmodSync(path, 0o500)
  return path
}

function start(config: string | null, env: Record<string, string> = {}) {
  return run(['bot/main.ts', ...(config === null ? [] : ['--config', config])], {
    env: { ELEVATE_DATA: join(folder, 'data'), ELEVATE_PORT: '0', ...env },
  })
}

describe('a start that cannot be', () => {
  it('a named file that is missing', async () => {
    const { code, stderr } = await start(join(folder, 'absent.yaml'))
    expect(code).toBe(1)
    expect(stderr).toContain('does not exist')
  })

  it('YAML that is broken, with line and column', async () => {
    const { code, stderr } = await start(file('broken.yaml', 'timeZone: [America/Toronto\nlanguage: en\n'))
    expect(code).toBe(1)
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+/)
  })

  it('unknown roles and people, all of them at once, each with its line', async () => {
    const text = `directory:
  kind: local
  people: [{ id: adele, displayName: Adele, userPrincipalName: adele@contoso.example }]
  eligible:
    - { person: adele, role: Exchnage Administrator }
    - { person: nobody, role: Exchange Administrator }
`
    const { code, stderr } = await start(file('unknown.yaml', text))
    expect(code).toBe(1)
    expect(stderr).toMatch(/unknown\.yaml:5:\d+ .*Exchange Administrator/)
    expect(stderr).toMatch(/unknown\.yaml:6:\d+ .*nobody/)
  })

  it('a database that is none', async () => {
    const data = join(folder, 'corrupt')
    mkdirSync(join(data, 'demo'), { recursive: true })
    writeFileSync(join(data, 'demo', 'elevate.db'), 'this is no database, whatever its name says'.repeat(200))
    writeFileSync(join(data, 'demo', 'installation.key'), Buffer.alloc(32, 7), { mode: 0o600 })
    const { code, stderr } = await start(null, { ELEVATE_DATA: data })
    expect(code).toBe(1)
    expect(stderr).toMatch(/database/i)
  })

  it('a data folder that is a file', async () => {
    const { code, stderr } = await start(null, { ELEVATE_DATA: file('plain', 'x') })
    expect(code).toBe(1)
    expect(stderr).not.toContain('    at ')
  })

  it('a data folder that may not be written', async () => {
    // Nobody may make folders in /sys, not even root, as whom tests are often run.
    const data = process.platform === 'linux' ? '/sys/elevate' : closedFolder()
    const { code, stderr } = await start(null, { ELEVATE_DATA: data })
    expect(code).toBe(1)
    expect(stderr).toContain(data)
  })

  it('an installation key that others can read', async () => {
    const data = join(folder, 'open-key')
    mkdirSync(join(data, 'demo'), { recursive: true })
    writeFileSync(join(data, 'demo', 'installation.key'), Buffer.alloc(32, 7), { mode: 0o644 })
    const { code, stderr } = await start(null, { ELEVATE_DATA: data })
    expect(code).toBe(1)
    expect(stderr).toContain('chmod 600')
  })

  it('a publicUrl that others could open, with the web chat', async () => {
    const text =
      'server: { publicUrl: https://elevate.example.com }\ndirectory: { kind: local }\nchat: { web: { enabled: true } }\n'
    const { code, stderr } = await start(file('fence.yaml', text))
    expect(code).toBe(1)
    expect(stderr).toContain('localhost only')
  })
})

describe('a port in use', () => {
  let other: Server
  let port: number
  beforeAll(async () => {
    other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  afterAll(() => other.close())

  it('is named, with what to do, and leaves no data behind', async () => {
    const data = join(folder, 'port')
    const { code, stderr } = await start(null, { ELEVATE_DATA: data, ELEVATE_PORT: String(port) })
    expect(code).toBe(1)
    expect(stderr).toContain(`Port ${port} is in use`)
    expect(stderr).toContain('ELEVATE_PORT')
  })
})

describe('an emergency account on the command line', () => {
  it('is told what it is, whatever it would ask for', async () => {
    const args = [
      'bot/cli.ts',
      'explain',
      '--as',
      'breakglass-1',
      '/elevate Global Administrator 1h INC-1234',
      '--json',
    ]
    const { code, stdout } = await run(args, { env: { ELEVATE_DATA: join(folder, 'explain') } })
    expect(code).toBe(1)
    const message = expect.stringContaining('This is an emergency account.')
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', refusals: [{ code: 'personDisabled', message }] })
  })

  it('is refused an enrolment before anything is read: it stays outside', async () => {
    const { code, stdout, stderr } = await run(['bot/cli.ts', 'enrol', 'breakglass-1'], {
      env: { ELEVATE_DATA: join(folder, 'enrol') },
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('"breakglass-1" is an emergency account')
  })
})

describe('a second server on the same data', () => {
  it('is refused; the first goes on, and the command line still reads', async () => {
    const server = await startServer()
    try {
      const second = await start(null, { ELEVATE_DATA: server.data })
      expect(second.code).toBe(1)
      expect(second.stderr).toMatch(/another|second|already|in use/i)
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
      const verified = await run(['bot/cli.ts', 'audit', 'verify'], { env: { ELEVATE_DATA: server.data } })
      expect(verified).toMatchObject({ code: 0, stderr: '' })
    } finally {
      await server.cleanUp()
    }
  })
})
