import type { Refusal } from '../bot/domain/refusal.ts'
import { messageValues } from './message-values.ts'
import type { Reader } from './reader.ts'
import { REFUSAL_PARAMS } from './wording-params.ts'

/** A refusal for people. Instants in it are markers until `formatInstants`. */
export interface RefusalText {
  readonly what: string
  readonly why: string
  /** What is permitted, or what to do instead. */
  readonly do: string
}

export function refusalText(reader: Reader, { code, params }: Refusal): RefusalText {
  const words = reader.words.refusals[code]
  const values = messageValues(reader, REFUSAL_PARAMS[code], params)
  return { what: words.what(values), why: words.why(values), do: words.do(values) }
}
