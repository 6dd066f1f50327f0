import { type Config, publicUrlOf } from '../config.ts'

type Server = Config['server']

/** Where the socket is, whatever address people open. */
function listeningAddress({ host }: Pick<Server, 'host'>, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** What people open: where that is not where the server listens, both. */
export function greetingLines(server: Server, port: number): readonly string[] {
  const url = publicUrlOf(server, port)
  const listens = `It listens at ${listeningAddress(server, port)}; what answers at that address must forward to it.`
  return [`Elevate is running at ${url}`, ...(portOf(url) === port ? [] : [listens])]
}

/** ELEVATE_PORT moved the server, and links still start with an address that a proxy answers: does it know? */
export function overriddenPortWarning(server: Server, port: number): string | null {
  const url = publicUrlOf(server, port)
  if (server.overriddenPort === null || portOf(url) === port) return null
  const change = `ELEVATE_PORT overrides server.port: ${port} instead of ${server.overriddenPort}`
  return `${change}. Links still start with ${url}: see that it forwards to port ${port}, or correct server.publicUrl.`
}

function portOf(address: string): number {
  const { port, protocol } = new URL(address)
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
