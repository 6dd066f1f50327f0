import type { Operation } from './faults.ts'

export interface Route {
  readonly operation: Operation
  /** As the bot wrote it: perhaps with the part that names a thread. */
  readonly conversation: string
  /** Of an activity or a member. */
  readonly item: string
  readonly isTargeted: boolean
}

const ROUTES: readonly (readonly [string, RegExp, Operation])[] = [
  ['POST', /^\/[^/]+\/oauth2\/v2\.0\/token$/, 'token'],
  ['POST', /^\/amer\/v3\/conversations\/?$/, 'createConversation'],
  ['POST', /^\/amer\/v3\/conversations\/([^/]+)\/activities\/?$/, 'post'],
  ['POST', /^\/amer\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/, 'reply'],
  ['PUT', /^\/amer\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/, 'update'],
  ['DELETE', /^\/amer\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/, 'delete'],
  ['GET', /^\/amer\/v3\/conversations\/([^/]+)\/(?:paged)?members\/?$/, 'members'],
  ['GET', /^\/amer\/v3\/conversations\/([^/]+)\/members\/([^/]+)$/, 'member'],
]

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */
export function routeOf(method: string, url: string): Route {
  const { pathname, searchParams } = new URL(url, 'http://connector.invalid')
  const isTargeted = searchParams.get('isTargetedActivity') === 'true'
  for (const [verb, pattern, operation] of ROUTES) {
    const found = verb === method ? pattern.exec(pathname) : null
    if (!found) continue
    const [conversation = '', item = ''] = found.slice(1).map((part) => decodeURIComponent(part))
    return { operation, conversation, item, isTargeted }
  }
  return { operation: 'unknown', conversation: '', item: '', isTargeted }
}
