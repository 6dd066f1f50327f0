import { parseArgs } from 'node:util'
import { cacheCompiledCode } from './main/compile-cache.ts'

function configFile(): string | undefined {
  try {
    return parseArgs({ options: { config: { type: 'string' } }, strict: true }).values.config
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\nUsage: npm start -- [--config <file>]\n`,
    )
    process.exit(2)
  }
}

const file = configFile()
cacheCompiledCode()
const { runServer } = await import('./main/run-server.ts')
await runServer(file)
