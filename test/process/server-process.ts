import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const REPOSITORY = new URL('../..', import.meta.url).pathname
const NODE = process.execPath

export interface ServerProcess {
  readonly url: string
  readonly data: string
  /** What it wrote to standard output and error since it was last started. */
  output(): string
  /** SIGKILL: nothing gets to say goodbye. */
  kill(): Promise<void>
  /** Starts again on the same data and port. */
  restart(): Promise<void>
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>
  cleanUp(): Promise<void>
}

/** The demo organisation, or that of a file, as a newcomer starts it, in a process and a data folder of its own. */
export async function startServer(config = ''): Promise<ServerProcess> {
  const data = mkdtempSync(join(tmpdir(), 'elevate-server-'))
  const port = await freePort()
  let { child, output } = await launch(data, port, config)
  return {
    url: `http://localhost:${port}`,
    data,
    output: () => output(),
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    restart: async () => {
      ;({ child, output } = await launch(data, port, config))
    },
    stop: () => end(child, 'SIGTERM'),
    cleanUp: async () => {
      await end(child, 'SIGKILL')
      rmSync(data, { recursive: true, force: true })
    },
  }
}

interface Launched {
  readonly child: ChildProcess
  output(): string
}

async function launch(data: string, port: number, config: string): Promise<Launched> {
  const child = spawn(NODE, ['bot/main.ts'], {
    cwd: REPOSITORY,
    env: { ...process.env, ELEVATE_DATA: data, ELEVATE_PORT: String(port), ELEVATE_CONFIG: config },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      if (said.includes('Elevate is running at')) resolve()
    })
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  return { child, output: () => said }
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
  return child.exitCode
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  server.close()
  await once(server, 'close')
  return port
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs one of the project's programs to its end. */
export async function run(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string; readonly input?: string } = {},
): Promise<Finished> {
  const child = spawn(NODE, [...args], {
    cwd: options.cwd ?? REPOSITORY,
    env: { ...process.env, ELEVATE_CONFIG: '', ELEVATE_DATA: '', ELEVATE_PORT: '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const out: string[] = []
  const err: string[] = []
  child.stdout.on('data', (chunk) => out.push(String(chunk)))
  child.stderr.on('data', (chunk) => err.push(String(chunk)))
  child.stdin.end(options.input ?? '')
  await once(child, 'close')
  return { code: child.exitCode, stdout: out.join(''), stderr: err.join('') }
}
