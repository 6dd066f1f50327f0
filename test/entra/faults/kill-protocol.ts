import type { ActivationRequest } from '../../../bot/domain/activation-request.ts'
import type { Verdict } from '../../../bot/domain/request-event.ts'
import type { CardView } from '../../../bot/domain/views/card-view.ts'
import type { Mode } from './lives.ts'

/** What a process needs for one of its lives, in its environment. */
export interface Birth {
  readonly mode: Mode
  readonly folder: string
  readonly startAt: number
  readonly tenantId: string
  readonly clientId: string
  readonly graphUrl: string
  readonly token: string
}

/** What it is told, over the process channel; it answers each with `done`. */
export type Command =
  | { readonly kind: 'deliver'; readonly key: string; readonly raw: { readonly [name: string]: unknown } }
  | { readonly kind: 'prove'; readonly requestId: string }
  | { readonly kind: 'signIn'; readonly requestId: string; readonly accessToken: string }
  | {
      readonly kind: 'answer'
      readonly request: Pick<ActivationRequest, 'id' | 'termsVersion'>
      readonly verdict: Verdict
      readonly accessToken: string
    }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'stop' }

export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly request: ActivationRequest | null }
  /** Waits for `seen` before it goes on: what is shown is held against the tenant of that moment. */
  | { readonly kind: 'posted'; readonly address: string; readonly view: CardView }
