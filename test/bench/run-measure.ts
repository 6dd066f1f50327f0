import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Measured } from './figures.ts'
import type { Scale } from './scale.ts'

export interface Ask {
  readonly name: string
  readonly scale: Scale
  /** An empty folder of this run, on the disk that is measured. */
  readonly folder: string
  /** Data generated for this run, shared by its measures: to be copied, not changed. */
  readonly seeds: string
}

export interface Measure {
  readonly name: string
  run(ask: Ask): Promise<readonly Measured[]>
}

/** A program of this folder, as a child that can be spoken to. */
export function forkProgram(
  name: string,
  args: readonly string[] = [],
  execArgv: readonly string[] = [],
): ChildProcess {
  const file = new URL(`./processes/${name}.ts`, import.meta.url).pathname
  return fork(file, [...args], { execArgv: [...execArgv], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

/** The next message of a child; rejects where it ends without one. */
export async function answerOf<T>(child: ChildProcess): Promise<T> {
  const waiting = new AbortController()
  const { signal } = waiting
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as T),
      once(child, 'exit', { signal }).then(([code, by]) => {
        throw new Error(`The process ended without an answer: ${code ?? by}`)
      }),
    ])
  } finally {
    waiting.abort()
  }
}

/** Runs one measure in a process of its own, so that nobody's heap or compiled code helps or hinders another. */
export async function runMeasure(ask: Ask, execArgv: readonly string[] = []): Promise<readonly Measured[]> {
  const child = forkProgram('measure', [], execArgv)
  child.send(ask)
  const measured = await answerOf<readonly Measured[]>(child)
  // A profile is written when the process ends.
  if (child.exitCode === null) await once(child, 'exit')
  return measured
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
