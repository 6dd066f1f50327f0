import { type Caller, GraphRefusal } from './model.ts'
import type { TenantState } from './state.ts'

export interface Call {
  readonly state: TenantState
  readonly caller: Caller
  readonly url: URL
  readonly body: unknown
  /** What the path's pattern caught. */
  readonly ids: readonly string[]
}

export type Row = { readonly [name: string]: unknown }

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: RegExp
  /** Names the schemas of what is sent and answered. */
  readonly name: string
  /** One of them is needed; null where that kind of caller may not call at all. */
  readonly app: readonly string[] | null
  readonly user: readonly string[] | null
  /** Rows are a collection: filtered, paged. */
  readonly answer: (call: Call) => { readonly status?: number; readonly body?: Row } | readonly Row[]
}

export function get(
  path: string,
  name: string,
  app: Route['app'],
  user: Route['user'],
  answer: Route['answer'],
): Route {
  return { method: 'GET', path: new RegExp(`^${path}$`), name, app, user, answer }
}

export function post(
  path: string,
  name: string,
  app: Route['app'],
  user: Route['user'],
  answer: Route['answer'],
): Route {
  return { method: 'POST', path: new RegExp(`^${path}$`), name, app, user, answer }
}

export function found<T>(value: T | undefined): T {
  if (value === undefined)
    throw new GraphRefusal(
      404,
      'Request_ResourceNotFound',
      'Resource does not exist or one of its queried reference-property objects are not present.',
    )
  return value
}
