/** Fills one data folder, in a process of its own: what that leaves in memory is nobody's measure. */
import { type Generated, generate } from '../generate.ts'

process.once('message', (asked: Generated) => {
  generate(asked).then(
    () => process.send?.('generated', () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      process.exit(1)
    },
  )
})
