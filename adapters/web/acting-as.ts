import type { MiddlewareHandler } from 'hono'
import type { Person } from '../../bot/index.ts'
import { WebChatError } from './errors.ts'

export interface ActingAs {
  Variables: { person: Person }
}

/**
 * Who this tab acts as: the query parameter `as`, so that two tabs can be two people. It proves nothing; the fence is
 * what makes that bearable.
 */
export function actingAs(people: () => Promise<readonly Person[]>): MiddlewareHandler<ActingAs> {
  return async (c, next) => {
    const id = c.req.query('as')
    const person = (await people()).find((candidate) => candidate.id === id)
    if (!person) throw new WebChatError('unknownPerson')
    c.set('person', person)
    await next()
  }
}
