import type { RequestId } from '../domain/values.ts'

export interface Ids {
  /** A short id to say aloud. `attempt` counts collisions from 0: later attempts are longer. */
  requestId(attempt: number): RequestId
  /** 16 random bytes, hex. */
  salt(): string
  /** Hex SHA-256 of the salt's bytes followed by the text in UTF-8. */
  commitment(salt: string, text: string): string
}
