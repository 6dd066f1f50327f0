import type { Activatable } from '../activatable.ts'
import type { IsoDuration } from '../duration.ts'
import type { Refusal } from '../refusal.ts'
import type { Tier } from '../role-settings.ts'
import type { Instant, PersonId, RequestId } from '../values.ts'
import type { NameByLanguage } from '../views/card-view.ts'

/** A role or group under every name it goes by. */
export interface Nameable {
  readonly activatable: Activatable
  readonly displayName: NameByLanguage
  /** Short forms, products, earlier names, in any language: `EXO`, `GA`, `Office 365 Administrator`. */
  readonly aliases: readonly string[]
  readonly tier: Tier
  /** Set for a scope other than the whole directory. */
  readonly scopeName: string | null
}

export interface CommandContext {
  readonly now: Instant
  /** IANA zone in which the person's `until 17:00` is meant. */
  readonly timeZone: string
  /** What the person is eligible for. Only these can ever be found, except by questions (`who`, `settings`), which are about any. */
  readonly eligible: readonly Nameable[]
  /** Everything that exists, to tell "not eligible" from "no such role". The same list again is indexed only once. */
  readonly catalogue: readonly Nameable[]
  readonly people: readonly {
    readonly id: PersonId
    readonly displayName: string
    readonly userPrincipalName: string
  }[]
  /** Finds the ticket in one word, in canonical form, or null. Case does not matter. Bounded in time. */
  readonly matchTicket: (word: string) => string | null
}

/** What a typed line means. Nothing in it is authority: names are looked up again where it is acted on. */
export type Command =
  | { readonly intent: 'notACommand' }
  | ActivateCommand
  | { readonly intent: 'form' | 'mine' | 'pending' | 'help' | 'review' }
  | UsageCommand
  | { readonly intent: 'status' | 'cancel' | 'end' | 'again'; readonly which: RequestReference }
  /** A duration that cannot be names no request: `which` then holds the refusal, so that nothing longer is approved. */
  | { readonly intent: 'approve'; readonly which: RequestReference; readonly duration: IsoDuration | null }
  | { readonly intent: 'deny'; readonly which: RequestReference; readonly reason: string | null }
  | { readonly intent: 'revoke'; readonly target: RevokeTarget; readonly reason: string | null }
  | { readonly intent: 'unblock'; readonly target: PersonReference }
  | { readonly intent: 'who'; readonly target: WhoTarget }
  | { readonly intent: 'away'; readonly until: Instant | null; readonly refusals: readonly Refusal[] }
  | { readonly intent: 'settings'; readonly target: Target; readonly typedRole: string | null }

export interface UsageCommand {
  readonly intent: 'usage'
  readonly target:
    | { readonly by: 'all' }
    | { readonly by: 'role'; readonly target: Target; readonly typed: string }
    | { readonly by: 'person'; readonly person: PersonReference }
  /** How far back, in whole days; null where nothing was said. */
  readonly days: number | null
}

export interface ActivateCommand {
  readonly intent: 'activate'
  readonly target: Target
  /** The words taken to name the role, as typed. */
  readonly typedRole: string | null
  readonly duration: IsoDuration | null
  readonly latestEnd: Instant | null
  readonly ticket: string | null
  readonly justification: string | null
  /** What no further input can cure as typed: two durations, minus one hour, a role one is not eligible for. */
  readonly refusals: readonly Refusal[]
}

/** The activatable meant. `several` is asked back, never guessed; `none` has its reason in the command's refusals. */
export type Target =
  | { readonly found: 'one'; readonly activatable: Activatable }
  | { readonly found: 'several'; readonly candidates: readonly Activatable[] }
  | { readonly found: 'none'; readonly refusal: Refusal }
  | { readonly found: 'unnamed' }

/** A request by its id, by the words naming its role, or "the one there is". */
export type RequestReference =
  | { readonly by: 'id'; readonly requestId: RequestId }
  | { readonly by: 'role'; readonly target: Target }
  | { readonly by: 'only' }

export type PersonReference =
  | { readonly found: 'one'; readonly personId: PersonId }
  | { readonly found: 'several'; readonly personIds: readonly PersonId[] }
  | { readonly found: 'none'; readonly refusal: Refusal }

export type RevokeTarget =
  | { readonly by: 'request'; readonly requestId: RequestId }
  | { readonly by: 'person'; readonly person: PersonReference }
  | { readonly by: 'ticket'; readonly ticket: string }
  | { readonly by: 'unnamed' }

export type WhoTarget =
  | { readonly by: 'all' }
  | { readonly by: 'role'; readonly target: Target }
  | { readonly by: 'ticket'; readonly ticket: string }
