/** `node resident-server.ts <data folder> <people> <clock ahead, ms>`; answers `resident` and `reconcile`. */
import { cacheCompiledCode } from '../../../bot/main/compile-cache.ts'

// Before anything else is loaded, as the server does it: types are then stripped once, not at every start.
cacheCompiledCode()
const { serveResident } = await import('../resident-parts.ts')
const [folder = '', people = '10', aheadMs = '0'] = process.argv.slice(2)
await serveResident(folder, Number(people), Number(aheadMs))
