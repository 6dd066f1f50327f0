import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { newBrowserId } from './flows.ts'

const TEN_MINUTES_S = 600

/** The `__Host-` prefix keeps other hosts of the domain from setting it; browsers take it over https alone. */
function cookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-elevate-sign-in' : 'elevate-sign-in'
}

/** The browser that asks, or '' for one that never began a sign-in. */
export function browserOf(c: Context, publicUrl: string): string {
  return getCookie(c, cookieName(publicUrl)) ?? ''
}

/** Names the browser, so that only it can finish what it begins. Lax: the way back is a link from another site. */
export function nameBrowser(c: Context, publicUrl: string): string {
  const known = browserOf(c, publicUrl)
  const browser = /^[A-Za-z0-9_-]{43}$/.test(known) ? known : newBrowserId()
  setCookie(c, cookieName(publicUrl), browser, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(publicUrl),
    maxAge: TEN_MINUTES_S,
  })
  return browser
}

export function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https://')
}
