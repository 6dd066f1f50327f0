/** `node --import resident-hook.ts <program>`: leaves the most memory the process ever held, in bytes, when it ends. */
import { writeFileSync } from 'node:fs'

const file = process.env['BENCH_RESIDENT'] ?? ''
process.once('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)))
