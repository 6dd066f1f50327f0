/** Bare node:http that appends what it is sent to a file, syncs, and says so. `node bare-server.ts <folder>` */
import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [folder = ''] = process.argv.slice(2)
const file = await open(join(folder, 'bare.log'), 'a', 0o600)

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  await file.write(Buffer.concat(chunks))
  await file.datasync()
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"outcome":"stored"}')
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
