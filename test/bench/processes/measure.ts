/** One measure in a process of its own: `node measure.ts <name>`, asked by message, answers by message. */
import { MEASURES } from '../measures.ts'
import type { Ask } from '../run-measure.ts'

process.once('message', (ask: Ask) => {
  const measure = MEASURES.find(({ name }) => name === ask.name)
  if (!measure) throw new Error(`There is no measure named ${ask.name}`)
  measure.run(ask).then(
    (measured) => process.send?.(measured, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      process.exit(1)
    },
  )
})
