import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PlannedFaults } from './faults.ts'

export interface IdentityServer {
  /** For IDENTITY_ENDPOINT and IDENTITY_HEADER. https://learn.microsoft.com/azure/app-service/overview-managed-identity */
  readonly endpoint: string
  readonly header: string
  /** How many tokens were asked for. */
  readonly asked: () => number
  readonly queries: { readonly [name: string]: string }[]
  /** Gives none from now on, or again. */
  refuse(refuses: boolean): void
  close(): Promise<void>
}

/** The token endpoint that App Service, or a virtual machine's metadata service, gives to a managed identity. */
export async function startIdentityServer(options: {
  now: () => number
  issue: () => string
  /** Those planned for `/msi/token`. */
  faults: PlannedFaults
}): Promise<IdentityServer> {
  const header = randomBytes(12).toString('hex')
  const queries: { readonly [name: string]: string }[] = []
  let asked = 0
  let isRefusing = false
  const server = createServer((request, response) => {
    asked += 1
    const fault = options.faults.take('GET', '/msi/token')
    if (fault?.kind.startsWith('reset')) return void response.destroy()
    if (fault?.kind.startsWith('timeout')) return
    if (fault) {
      const headers = fault.kind === 'status' ? fault.headers : {}
      response.writeHead(fault.kind === 'status' ? fault.status : 500, headers)
      return void response.end('{"error":"temporarily_unavailable"}')
    }
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://127.0.0.1').searchParams)
    queries.push(query)
    // App Service's own header, or that of the metadata service of virtual machines.
    const isKnown = request.headers['x-identity-header'] === header || request.headers['metadata'] === 'true'
    const isRight = isKnown && query['resource'] !== undefined && !isRefusing
    response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/json' })
    const expires_on = String(Math.floor(options.now() / 1000) + 3600)
    response.end(
      JSON.stringify(
        isRight
          ? { access_token: options.issue(), expires_on, token_type: 'Bearer', resource: 'graph' }
          : { error: 'invalid_request' },
      ),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`,
    header,
    queries,
    asked: () => asked,
    refuse: (refuses) => {
      isRefusing = refuses
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
