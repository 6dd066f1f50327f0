import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Lab, openLab } from './lab.ts'
import { databaseIn } from './snapshot.ts'

/** What fails, as strace names it: the write or the flush of the write-ahead log. */
const FAILURES = [
  'pwrite64:error=EIO',
  'pwrite64:error=ENOSPC',
  'fsync,fdatasync:error=EIO',
  'fsync,fdatasync:error=ENOSPC',
] as const
/** Which call of a round fails: the first commits one by one, then ever later ones, down to the last message posted. */
const CALLS = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 21, 27, 34, 43, 55, 70, 89, 110, 144] as const
const CRASH_EVERY = 4

export interface SyscallTally {
  readonly rounds: number
  readonly injected: number
  readonly refused: number
  readonly faults: readonly string[]
}

/**
 * Lets single system calls of the store fail, by strace from outside (Linux, for development: it has to be installed).
 * After each the server goes on, or is killed and started again, and everything has to be as acknowledged.
 */
export async function failSystemCalls(onRound: (text: string) => void = () => undefined): Promise<SyscallTally> {
  const lab = await openLab()
  const faults: string[] = []
  let [rounds, injected, refused] = [0, 0, 0]
  try {
    for (const failure of FAILURES) {
      for (const nth of CALLS) {
        if (faults.length > 0) break
        rounds += 1
        const tracer = await attach(lab, `${failure}:when=${nth}`)
        const ticket = `INC-${1000 + rounds}`
        const isTaken = await lab.people
          .says('adele', `/elevate Helpdesk Administrator 1h ${ticket}`, { kind: 'ask', mark: ticket })
          .then(
            () => true,
            () => false,
          )
        await lab.settle()
        injected += await detach(tracer)
        refused += Number(!isTaken)
        if (rounds % CRASH_EVERY === 0) {
          await lab.life().kill()
          await lab.restart()
        }
        faults.push(...(await lab.check()).map((fault) => `${failure} at call ${nth}: ${fault}`))
        await lab.people.skips(61 * 60_000)
        faults.push(...(await lab.check()).map((fault) => `${failure} at call ${nth}, an hour later: ${fault}`))
      }
      onRound(`${failure}: ${rounds} rounds, ${injected} failures injected`)
    }
    return { rounds, injected, refused, faults }
  } finally {
    await lab.close(faults.length > 0)
  }
}

interface Tracer {
  readonly child: ChildProcess
  readonly said: () => string
}

async function attach(lab: Lab, injection: string): Promise<Tracer> {
  const wal = `${databaseIn(lab.data)}-wal`
  const call = injection.split(':')[0] ?? ''
  const options = ['-f', '-P', wal, '-e', `trace=${call}`, '-e', `inject=${injection}`, '-p', String(lab.life().pid)]
  const child = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  child.on('error', () => {
    throw new Error('strace is not installed: this form of the rig needs it')
  })
  while (!/attached/.test(said)) {
    if (child.exitCode !== null) throw new Error(`strace ended: ${said}`)
    await pause(10)
  }
  await pause(50)
  return { child, said: () => said }
}

/** How many calls were made to fail. */
async function detach({ child, said }: Tracer): Promise<number> {
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  await gone
  return said().split('(INJECTED)').length - 1
}
