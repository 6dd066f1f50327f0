import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Measured, ms, round, thousands } from '../figures.ts'
import { type Ask, answerOf, forkProgram, killed, type Measure } from '../run-measure.ts'
import { activeFolder, BEGAN } from '../seeds.ts'

const BUDGET = 100
const RECONCILIATIONS = 3
/** After starting and after the last reconciliation: what is only in passing may go. */
const SETTLE_MS = 5000

/** Memory with many running activations, and what the five-minute reconciliation of all of them costs. */
export const resident: Measure = {
  name: 'resident',
  run: async (ask) => {
    const bare = await bareMegabytes()
    const { folder, people } = await activeFolder(ask, 'resident', ask.scale.resident, ask.scale.spreadMs)
    const server = forkProgram('resident-server', [folder, String(people), String(BEGAN + 60_000 - Date.now())])
    try {
      await answerOf(server)
      const settle = ask.scale.name === 'smoke' ? 0 : SETTLE_MS
      const started = await settled(server, settle)
      const runs: { tookMs: number; longestStallMs: number }[] = []
      for (let run = 0; run < RECONCILIATIONS; run += 1) {
        server.send('reconcile')
        runs.push(await answerOf(server))
      }
      const megabytes = await settled(server, settle)
      return rowsOf(ask, { bare, started, megabytes, peak: peakMegabytes(server) }, runs)
    } finally {
      await killed(server)
    }
  },
}

function rowsOf(
  { scale }: Ask,
  memory: { readonly bare: number; readonly started: number; readonly megabytes: number; readonly peak: number | null },
  runs: readonly { tookMs: number; longestStallMs: number }[],
): readonly Measured[] {
  const { bare, megabytes, peak } = memory
  const over = megabytes - bare
  const took = Math.max(...runs.map(({ tookMs }) => tookMs))
  const stall = Math.max(...runs.map(({ longestStallMs }) => longestStallMs))
  const active = thousands(scale.resident)
  return [
    {
      title: `Resident memory with ${active} active, after reconciling`,
      budget: `≤ ${BUDGET} MB over bare Node importing the same packages`,
      figure: `${Math.round(over)} MB over${peak === null ? '' : `; ${Math.round(peak - bare)} MB at its highest`}`,
      limit: `${Math.round(bare)} MB: bare Node`,
      ratio: round(megabytes / bare),
      met: over <= BUDGET,
      details: { ...memory },
    },
    {
      title: `One reconciliation with ${active} active, every five minutes`,
      budget: null,
      figure: `${ms(took)}, longest standstill ${ms(stall)}`,
      limit: null,
      ratio: null,
      met: null,
      details: { runs: runs.map((run) => ({ ...run })) },
    },
  ]
}

async function bareMegabytes(): Promise<number> {
  const bare = forkProgram('bare-node')
  try {
    await answerOf(bare)
    return await settled(bare, 500)
  } finally {
    await killed(bare)
  }
}

async function settled(child: ChildProcess, afterMs: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.send('resident')
  const { resident } = await answerOf<{ resident: number }>(child)
  return resident / 1024 / 1024
}

/** The most this process ever had resident, where the system keeps it. */
function peakMegabytes(child: ChildProcess): number | null {
  if (process.platform !== 'linux') return null
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) / 1024
}
