import { type ActivationOrder, durationFromMs, HOUR } from '../../bot/index.ts'
import { exchange } from './fixture.ts'

/** What Adele asks for, unless said otherwise. */
export function order(over: Partial<ActivationOrder> & { readonly key: string }): ActivationOrder {
  return {
    personId: 'adele',
    activatable: exchange,
    duration: durationFromMs(HOUR),
    latestEnd: null,
    justification: 'INC-1234',
    ticket: 'INC-1234',
    ...over,
  }
}
