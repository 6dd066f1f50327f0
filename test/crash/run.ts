import { parseArgs } from 'node:util'
import { fillDisk } from './disk.ts'
import { killAtPoints, killFirstStarts, type NamedTally } from './named.ts'
import { killAtRandom, type Tally } from './random.ts'
import { failSystemCalls } from './syscalls.ts'

const USAGE = `node test/crash/run.ts [options]
  --kills <n>     random kills under load (default 2000; 0: none)
  --seed <n>      makes the same choices again; their timing is the machine's
  --minutes <n>   ends the random kills after this time, whatever their number
  --named         every named point of a whole story and of first starts
  --disk          a disk without room
  --syscalls      EIO and ENOSPC at single system calls of the store (Linux; needs strace)
Without --named, --disk and --syscalls all but the last are run.
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    minutes: { type: 'string' },
    named: { type: 'boolean', default: false },
    disk: { type: 'boolean', default: false },
    syscalls: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const isAll = !values.named && !values.disk && !values.syscalls && values.kills === undefined
const kills = Number(values.kills ?? (isAll ? 2000 : 0))
const began = performance.now()
const faults: string[] = []

function say(text: string): void {
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(6)} s  ${text}\n`)
}

function namedLine(what: string, { points, killed, notReached }: NamedTally): string {
  const rest = notReached.length > 0 ? `; not reached in any telling: ${notReached.join(', ')}` : ''
  return `${what}: killed at ${killed} of ${points} named points${rest}`
}

function randomLine({ kills: done, acts, acknowledged, requests, activated, auditEvents }: Tally): string {
  return (
    `${done} random kills: ${acts} acts (${acknowledged} acknowledged), ${requests} requests ` +
    `(${activated} became active), ${auditEvents} audit events`
  )
}

if (values.help || !Number.isInteger(kills) || kills < 0) {
  process.stdout.write(USAGE)
  process.exit(values.help ? 0 : 2)
}
if (values.disk || isAll) {
  const disk = await fillDisk()
  faults.push(...disk.faults)
  say(`a disk without room: ${disk.refused} acts refused, ${disk.acknowledged} taken`)
}
if (values.named || isAll) {
  const first = await killFirstStarts()
  say(namedLine('first starts', first))
  const story = await killAtPoints({ onPoint: (name) => say(name) })
  say(namedLine('a whole story', story))
  faults.push(...first.faults, ...story.faults)
}
if (values.syscalls) {
  const failed = await failSystemCalls(say)
  faults.push(...failed.faults)
  say(`failing system calls: ${failed.injected} failures in ${failed.rounds} rounds, ${failed.refused} acts refused`)
}
if (kills > 0) {
  say(`random kills under load, seed ${values.seed}`)
  const untilMs = values.minutes === undefined ? Infinity : Date.now() + Number(values.minutes) * 60_000
  const tally = await killAtRandom({
    kills,
    seed: Number(values.seed),
    untilMs,
    onFolder: (sofar) => say(randomLine(sofar)),
  })
  faults.push(...tally.faults)
}
for (const fault of faults) say(`FAULT ${fault}`)
say(faults.length === 0 ? 'nothing lost, nothing doubled, no audit failure' : `${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
