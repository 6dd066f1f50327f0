/**
 * `node report-process.ts <file for the figure> <arguments of elevate>`: the command line as people start it; leaves the
 * most memory that the process ever held, in bytes, when it ends.
 */
import { writeFileSync } from 'node:fs'

const [figure = '', ...args] = process.argv.slice(2)
process.argv.splice(2, process.argv.length, ...args)
process.once('exit', () => writeFileSync(figure, String(process.resourceUsage().maxRSS * 1024)))
await import('../../../bot/cli.ts')
