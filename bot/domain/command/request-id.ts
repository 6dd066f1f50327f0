import type { RequestId } from '../values.ts'

/** Crockford's base 32: no I, L, O or U. `O` is read as zero, `I` and `L` as one. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PREFIX = 'EL-'
const SHORTEST = 4
const LONGEST = 8

/**
 * The id somebody meant by `EL-4F7K`, `el4f7k`, `#E1 4f7k`: any case, dash or none, look-alikes forgiven; else null.
 * Without a dash the longer ids, given after collisions, need a digit: `elevate` is none.
 */
export function parseRequestId(typed: string): RequestId | null {
  const [, dash, body] = /^#?e[l1i]([-_ ]?)([0-9a-z]+)$/u.exec(typed.trim().toLowerCase()) ?? []
  if (body === undefined || (dash === '' && body.length > SHORTEST && !/\d/u.test(body))) return null
  return requestIdOf(body)
}

/** An id said without its `EL`. Only where an id must stand, and with a digit in it: `teams` is no id. */
export function parseBareRequestId(typed: string): RequestId | null {
  const body = typed.trim().toLowerCase().replace(/^#/u, '')
  return /\d/u.test(body) && !/^e[l1i]/u.test(body) ? requestIdOf(body) : null
}

function requestIdOf(body: string): RequestId | null {
  if (body.length < SHORTEST || body.length > LONGEST) return null
  const read = body.toUpperCase().replaceAll('O', '0').replace(/[IL]/gu, '1')
  return [...read].every((character) => ALPHABET.includes(character)) ? `${PREFIX}${read}` : null
}
