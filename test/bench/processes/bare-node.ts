/**
 * Bare Node that imports the packages the server imports, and listens. Answers the message `resident` with its memory.
 * Compiled code is kept as the server keeps it.
 */
import { createServer } from 'node:http'
import { cacheCompiledCode } from '../../../bot/main/compile-cache.ts'

cacheCompiledCode()
const packages = await Promise.all([
  import('@hono/node-server'),
  import('adaptivecards-templating'),
  import('better-sqlite3'),
  import('canonicalize'),
  import('hono'),
  import('intl-messageformat'),
  import('luxon'),
  import('minisearch'),
  import('node-cron'),
  import('otpauth'),
  import('pino'),
  import('qrcode'),
  import('yaml'),
  import('zod'),
])
const server = createServer((_, response) => response.end(String(packages.length)))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('message', () => process.send?.({ resident: process.memoryUsage.rss() }))
