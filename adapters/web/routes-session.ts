import { Hono, type MiddlewareHandler } from 'hono'
import type { SignInAccess, Viewing } from './viewing.ts'
import { viewing } from './viewing.ts'

/** Where people sign in: pages of the step-up, on the same server. */
export const SIGN_IN_PATH = '/verify/visit'

/** Signing out. Signing in is the step-up's. */
export function sessionRoutes(access: SignInAccess): Hono<Viewing> {
  const routes = new Hono<Viewing>()
  routes.post('/end', viewing(access, []), async (c) => {
    await access.sessions.end(c)
    return c.json({ ended: true })
  })
  return routes
}

/** The page is for whoever is signed in; everybody else is led to the sign-in. */
export function signInFirst({ sessions }: SignInAccess): MiddlewareHandler {
  return async (c, next) => {
    if (await sessions.of(c)) return next()
    return c.redirect(SIGN_IN_PATH, 303)
  }
}
