import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Point, RigMessage, ServerMessage } from './protocol.ts'

const REPOSITORY = new URL('../..', import.meta.url).pathname
const PATIENCE_MS = 60_000

/** One life of the real server, from its loading to its end by SIGKILL. */
export interface ServerLife {
  /** Resolves when it is loaded and waits for `start`. */
  readonly loaded: Promise<void>
  /** Lets it open the data and serve. Rejects where it ends first. */
  start(): Promise<void>
  /** SIGKILL from outside; resolves when the process is gone. */
  kill(): Promise<void>
  /** Resolves when the process is gone, by whatever hand. */
  readonly gone: Promise<void>
  readonly isGone: () => boolean
  /** From now on: dies at this point. */
  arm(point: Point): Promise<void>
  /** From now on: calls back with what each commit made durable. */
  trace(listener: (names: readonly string[]) => void): Promise<void>
  /** The database may grow by this many pages and no further; null lifts it. */
  limitPages(spare: number | null): Promise<void>
  /** Everything it wrote to standard output and error. */
  readonly output: () => string
  readonly pid: number
}

export interface LifeOptions {
  readonly data: string
  readonly port: number
}

/** Loads a server that waits for `start` before it touches data or port. */
export function loadServer({ data, port }: LifeOptions): ServerLife {
  const child = spawn(process.execPath, ['--import', './test/crash/points.ts', 'bot/main.ts'], {
    cwd: REPOSITORY,
    env: { ...process.env, ELEVATE_DATA: data, ELEVATE_PORT: String(port), ELEVATE_CONFIG: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const gone = once(child, 'exit').then(() => undefined)
  const loaded = answer(child, 'loaded', () => said)
  loaded.catch(() => undefined)
  // A message to a process that was killed: its end is what the caller sees.
  child.on('error', () => undefined)

  async function ask(message: RigMessage): Promise<void> {
    const done = answer(child, 'done', () => said)
    child.send(message, () => undefined)
    await done
  }

  return {
    loaded,
    start: async () => {
      await loaded
      const running = untilRunning(child, gone, () => said)
      child.send({ kind: 'start' } satisfies RigMessage, () => undefined)
      await running
    },
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await gone
    },
    gone,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    arm: (point) => ask({ kind: 'arm', point }),
    trace: (listener) => {
      child.on('message', (message: ServerMessage) => {
        if (message.kind === 'committed') listener(message.names)
      })
      return ask({ kind: 'trace' })
    },
    limitPages: (spare) => ask({ kind: 'limitPages', spare }),
    output: () => said,
    pid: child.pid ?? 0,
  }
}

function answer(child: ChildProcess, kind: ServerMessage['kind'], said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const listener = (message: ServerMessage) => {
      if (message.kind !== kind) return
      child.off('message', listener)
      resolve()
    }
    child.on('message', listener)
    child.once('exit', () => reject(new ServerEnded(said())))
  })
}

function untilRunning(child: ChildProcess, gone: Promise<void>, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!said().includes('Elevate is running at')) return
      clearTimeout(timer)
      child.stdout?.off('data', look)
      resolve()
    }
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${said()}`)), PATIENCE_MS)
    child.stdout?.on('data', look)
    gone.then(() => {
      clearTimeout(timer)
      reject(new ServerEnded(said()))
    })
    look()
  })
}

export class ServerEnded extends Error {
  override readonly name = 'ServerEnded'
  constructor(said: string) {
    super(`the server ended: ${said.slice(-2000)}`)
  }
}
