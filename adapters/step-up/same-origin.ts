/**
 * Whether a form was sent from one of our own pages. Our pages send no referrer, for which browsers put `Origin: null`
 * even on their own forms (Fetch, "append a request Origin header"); `Sec-Fetch-Site` then tells, and no script can
 * set it. Without that header only our own origin will do.
 */
export function isSameOrigin(header: (name: string) => string | undefined, publicUrl: string): boolean {
  const origin = header('origin')
  const site = header('sec-fetch-site')
  const isForeign = origin !== undefined && origin !== 'null' && origin !== new URL(publicUrl).origin
  if (isForeign) return false
  if (site !== undefined) return site === 'same-origin'
  return origin !== undefined && origin !== 'null'
}
