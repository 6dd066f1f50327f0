/** UTC, integer milliseconds since 1970. */
export type Instant = number

/** A person's object id in the directory. */
export type PersonId = string

/** Short id people can say aloud, such as `EL-4F7K`. It names a request and gives no right to anything. */
export type RequestId = string

export type Language = 'en' | 'fr'

/** Plain JSON, as stored, audited and sent. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** Proves at compile time that a union was handled whole; throws where data from outside lied about its type. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled value: ${JSON.stringify(value)}`)
}
