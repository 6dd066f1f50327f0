import canonicalize from 'canonicalize'

/** RFC 8785: one text for one value. Throws for what JSON cannot hold exactly: lone surrogates, `NaN`, infinities. */
export function canonicalJson(value: unknown): string {
  const canonical = canonicalize(value)
  if (canonical === undefined) throw new TypeError(`There is no JSON for ${typeof value}.`)
  return canonical
}
