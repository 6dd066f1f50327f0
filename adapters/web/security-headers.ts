import type { MiddlewareHandler } from 'hono'

/**
 * Styles set by scripts through the CSS object model, as the card renderer does, need no `unsafe-inline`. Trusted types
 * keep every text out of `innerHTML`; the policies named are the renderer's own, for what it makes itself.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${['markdownPassthrough', 'restoreContents', 'deprecatedExportedFunction'].map((name) => `adaptivecards#${name}Policy`).join(' ')}`,
].join('; ')

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
}

/** `no-store` for what the API says; the page and its parts may be kept, but are asked for again each time. */
export function securityHeaders(cacheControl: 'no-store' | 'no-cache'): MiddlewareHandler {
  return async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
    c.res.headers.set('Cache-Control', cacheControl)
  }
}
