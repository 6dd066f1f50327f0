import { getConnInfo } from '@hono/node-server/conninfo'
import type { MiddlewareHandler } from 'hono'
import { WebChatError } from './errors.ts'
import { fenceRefusal } from './fence.ts'

export const fenceOfRequest: MiddlewareHandler = async (c, next) => {
  const refusal = fenceRefusal({
    method: c.req.method,
    peer: getConnInfo(c).remote.address ?? null,
    host: c.req.header('host') ?? null,
    origin: c.req.header('origin') ?? null,
    secFetchSite: c.req.header('sec-fetch-site') ?? null,
    headerNames: [...c.req.raw.headers.keys()],
  })
  if (refusal) throw new WebChatError('fence', refusal)
  await next()
}
