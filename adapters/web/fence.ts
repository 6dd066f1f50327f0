import { BlockList, isIP } from 'node:net'

/** What the fence has to know of the configuration. */
export interface FenceSettings {
  readonly directory: { readonly kind: string }
  readonly server: { readonly publicUrl: string }
}

export interface FenceProblem {
  readonly path: readonly string[]
  readonly message: string
}

/** What the fence has to know of a request. Header names in any case; values as received. */
export interface RequestFacts {
  readonly method: string
  /** Address of the other end of the connection, or null where it is not known. */
  readonly peer: string | null
  readonly host: string | null
  readonly origin: string | null
  readonly secFetchSite: string | null
  readonly headerNames: readonly string[]
}

/** Headers that proxies and tunnels add: with one of them a loopback peer is only the last hop. */
const FORWARDING = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'x-cluster-client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'x-envoy-external-address',
  'x-original-host',
  'x-original-url',
]
const FORWARDING_PREFIXES = ['x-forwarded', 'cf-', 'x-appengine-', 'x-azure-', 'x-arr-', 'tailscale-', 'ngrok-']

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Whether the demonstration may exist in this installation. In it everybody may act as anybody, so it needs people who
 * are invented (local directory) and an address that nobody else can open.
 */
export function checkFenceAtStart(settings: FenceSettings): readonly FenceProblem[] {
  const problems: FenceProblem[] = []
  if (settings.directory.kind !== 'local') {
    problems.push({
      path: ['chat', 'web', 'enabled'],
      message:
        'The web chat lets everybody act as anybody and exists only with the local directory. ' +
        'Set chat.web.enabled to false, or directory.kind to local.',
    })
  }
  if (!isLoopbackUrl(settings.server.publicUrl)) {
    problems.push({
      path: ['server', 'publicUrl'],
      message:
        'The web chat exists only on a loopback address. ' +
        'Set server.publicUrl to http://localhost:<port>, or chat.web.enabled to false.',
    })
  }
  return problems
}

/** Why this request may not see the demonstration, or null where it may. In doubt it may not. */
export function fenceRefusal(facts: RequestFacts): string | null {
  if (!facts.peer || !isLoopbackAddress(facts.peer)) return 'it did not come from this machine'
  const forwarding = facts.headerNames.find(isForwarding)
  if (forwarding) return `it passed a proxy (header ${forwarding.toLowerCase()})`
  const host = facts.host === null ? null : parseHost(facts.host)
  if (!host) return 'it is not addressed to localhost'
  return originRefusal(facts, host)
}

/**
 * Without an `Origin` only reading is possible, and only where the browser does not say that another site asked. Clients
 * that send neither header are no browsers: nothing can make them do somebody else's will.
 */
function originRefusal({ method, origin, secFetchSite }: RequestFacts, host: string): string | null {
  const site = secFetchSite?.toLowerCase() ?? null
  if (site !== null && site !== 'same-origin' && site !== 'none') return 'another site asked for it'
  if (origin !== null) return sameOrigin(origin, host) ? null : 'another site asked for it'
  if (method === 'GET' || method === 'HEAD') return null
  return 'it does not say which site asked for it'
}

function sameOrigin(origin: string, host: string): boolean {
  const match = /^http:\/\/([^/?#@]+)$/i.exec(origin)
  return match?.[1] !== undefined && parseHost(match[1]) === host
}

/** A `Host` that names loopback, in one form with its port; null for every other. */
function parseHost(host: string): string | null {
  const match = /^(localhost|[0-9.]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?$/i.exec(host)
  if (!match?.[1]) return null
  const name = match[1].toLowerCase()
  const bare = name.startsWith('[') ? name.slice(1, -1) : name
  if (bare !== 'localhost' && !isLoopbackAddress(bare)) return null
  return `${bare}:${Number(match[2] ?? 80)}`
}

function isLoopbackAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return false
  return loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return parseHost(url.hostname) !== null
}

function isForwarding(name: string): boolean {
  const lower = name.toLowerCase()
  return FORWARDING.includes(lower) || FORWARDING_PREFIXES.some((prefix) => lower.startsWith(prefix))
}
