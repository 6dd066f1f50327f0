import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closeServer } from './issuer.ts'

/** A server that nobody has a reason to call. What arrives is kept: above all, tokens. */
export interface Canary {
  readonly url: string
  readonly serviceUrl: string
  readonly requests: readonly CanaryRequest[]
  tokens(): readonly string[]
  close(): Promise<void>
}

export interface CanaryRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | null
  readonly body: string
}

export async function startCanary(): Promise<Canary> {
  const requests: CanaryRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const body = Buffer.concat(chunks).toString('utf8')
      requests.push({ method, path, authorization: headers.authorization ?? null, body })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ id: 'canary' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    serviceUrl: `${url}/teams/`,
    requests,
    tokens: () => requests.flatMap(({ authorization }) => authorization ?? []),
    close: () => closeServer(server),
  }
}
