import { DAY } from '../../bot/domain/duration.ts'
import { quarter } from '../quarter/quarter.ts'
import { judge } from './judge-quarter.ts'
import { watchQuarter } from './watch-quarter.ts'

/** `node test/watch/judge-seeds.ts <first> <last>`: one line a simulated quarter. Exit code 1 where a seed falls short. */

const WEEKS = 13

const [first = Number.NaN, last = first] = process.argv.slice(2).map(Number)
if (Number.isNaN(first)) {
  process.stderr.write('Name the first seed, and the last.\n')
  process.exit(2)
}
let isShort = false
for (let seed = first; seed <= last; seed += 1) {
  const told = quarter({ seed, people: 200, activations: 5000 })
  const { missed, falseAlarms } = judge(told, watchQuarter(told, DAY))
  const found = told.planted.length - missed.length
  const weekly = falseAlarms.length / WEEKS
  const names = missed.map(({ kind }) => kind).join(' ')
  isShort ||= missed.length > 0 || weekly > 1
  process.stdout.write(
    `seed ${seed}: planted ${told.planted.length}, found ${found}, missed ${missed.length}${names && ` (${names})`}, false alarms a week ${weekly.toFixed(2)}\n`,
  )
}
process.exitCode = isShort ? 1 : 0
