import { activatableKey } from '../domain/activatable.ts'
import {
  type ActivationRequest,
  isAskedInDirectory,
  isBeforeProvisioning,
  isTerminal,
  STATUSES,
} from '../domain/activation-request.ts'
import type { RequestReference } from '../domain/command/command.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { Context } from './context.ts'
import { pendingFor } from './list-requests.ts'

export type FoundRequest =
  | { readonly found: 'one'; readonly requestId: RequestId }
  | { readonly found: 'none'; readonly refusal: Refusal }

type About = 'status' | 'cancel' | 'end' | 'again' | 'approve' | 'deny'

const LOOKED_AT = 100

/**
 * The request meant by an id, by a role's name, or by "the one there is". More than one is never guessed: the answer
 * names them, to be told apart by id.
 */
export async function findRequest(
  ctx: Context,
  by: PersonId,
  about: About,
  which: RequestReference,
): Promise<FoundRequest> {
  if (which.by === 'id') return { found: 'one', requestId: which.requestId }
  const all = await candidates(ctx, by, about)
  const decides = about === 'approve' || about === 'deny'
  if (decides && all.length === 0 && which.by === 'only') return { found: 'none', refusal: refusal('nothingPending') }
  if (which.by === 'only') return onlyOne(all)
  const { target } = which
  if (target.found === 'none') return { found: 'none', refusal: target.refusal }
  if (target.found === 'unnamed') return onlyOne(all)
  const keys = new Set((target.found === 'one' ? [target.activatable] : target.candidates).map(activatableKey))
  return onlyOne(all.filter((request) => keys.has(activatableKey(request.terms.activatable))))
}

function onlyOne(requests: readonly ActivationRequest[]): FoundRequest {
  const [first, second] = requests
  if (!first) return { found: 'none', refusal: refusal('unknownRequest') }
  if (!second) return { found: 'one', requestId: first.id }
  const ids = requests.slice(0, 5).map((request) => request.id)
  return { found: 'none', refusal: refusal('ambiguousRequest', { requestIds: ids.join(', ') }) }
}

/** What this could be about: one's own that can still be canceled, ended or asked for again, or what one may decide. */
async function candidates(ctx: Context, by: PersonId, about: About): Promise<readonly ActivationRequest[]> {
  if (about === 'approve' || about === 'deny') return pendingFor(ctx, by)
  const own = await ctx.store.requests({ requesterId: by, limit: LOOKED_AT, statuses: STATUSES })
  switch (about) {
    case 'cancel':
      return own.filter((request) => isBeforeProvisioning(request.status) || isAskedInDirectory(request))
    case 'end':
      return own.filter(({ status }) => status === 'active')
    case 'again':
      return newestPerRole(own)
    case 'status': {
      const open = own.filter(({ status }) => !isTerminal(status))
      return open.length ? open : own.slice(0, 1)
    }
  }
}

function newestPerRole(newestFirst: readonly ActivationRequest[]): readonly ActivationRequest[] {
  const seen = new Set<string>()
  const newest = newestFirst.filter(({ terms }) => {
    const key = activatableKey(terms.activatable)
    return !seen.has(key) && seen.add(key)
  })
  const active = newest.filter(({ status }) => status === 'active')
  return active.length ? active : newest.slice(0, 1)
}
