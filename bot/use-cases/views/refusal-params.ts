import type { Activatable } from '../../domain/activatable.ts'
import type { ActivationRequest } from '../../domain/activation-request.ts'
import type { Refusal, RefusalCode } from '../../domain/refusal.ts'
import type { Json, PersonId } from '../../domain/values.ts'
import { DirectoryUnavailable } from '../../ports/directory.ts'
import type { Context } from '../context.ts'
import { activatableView, displayNameOf } from './names.ts'

/** Refusals that say which role they are about. */
const ABOUT_A_ROLE: readonly RefusalCode[] = [
  'durationTooLong',
  'noSettings',
  'justificationMissing',
  'ticketMissing',
  'settingsChanged',
  'notApprover',
  'nobodyCanApprove',
  'openRequestExists',
  'alreadyActive',
  'eligibilityLost',
]

/** A refusal with the names its wording can use. Where the directory cannot be asked, it is said without them. */
export async function withNames(
  ctx: Context,
  refusal: Refusal,
  about: {
    readonly activatable?: Activatable | null
    readonly request?: ActivationRequest | null
    readonly by?: PersonId | null
  },
): Promise<Refusal> {
  try {
    return { code: refusal.code, params: { ...(await names(ctx, refusal.code, about)), ...refusal.params } }
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return refusal
    throw error
  }
}

async function names(
  ctx: Context,
  code: RefusalCode,
  { activatable, request, by }: Parameters<typeof withNames>[2],
): Promise<{ [name: string]: Json }> {
  const what = activatable ?? request?.terms.activatable
  if (what && ABOUT_A_ROLE.includes(code)) return { role: { ...(await activatableView(ctx, what)).displayName } }
  if (code === 'personDisabled' && !request && by) return { emergency: ctx.organisation.emergencyAccounts.includes(by) }
  if (!request) return {}
  if (code === 'alreadyDecided') return decidedBy(ctx, request)
  const own = code === 'alreadyApproved' && request.votes.find((vote) => vote.personId === by)
  return own ? { approvedAt: own.at } : {}
}

/** Who decided: the end of it where a person made that, else the last approval. */
async function decidedBy(ctx: Context, request: ActivationRequest): Promise<{ [name: string]: Json }> {
  const { outcome, votes } = request
  if (outcome?.by.kind === 'person' && !request.activation) {
    return { by: await displayNameOf(ctx, outcome.by.personId), decidedAt: outcome.at }
  }
  const last = votes.at(-1)
  if (last) return { by: await displayNameOf(ctx, last.personId), decidedAt: last.at }
  return outcome ? { decidedAt: outcome.at } : {}
}
