import type { AlertRecord } from '../../domain/alerts/record.ts'
import { type Remedy, remedyOf } from '../../domain/alerts/remedy.ts'
import { type Refusal, refusal } from '../../domain/refusal.ts'
import type { PersonId } from '../../domain/values.ts'
import type { Context } from '../context.ts'
import { revokePerson } from '../revoke-person.ts'
import { revokeTicket } from '../revoke-ticket.ts'

export interface Remedied {
  /** How many requests or activations are being ended. */
  readonly ended: number
}

/** Puts right what an alert is about, and says how much of it there was. Whoever does so has been checked. */
export async function applyRemedy(ctx: Context, by: PersonId, record: AlertRecord): Promise<Remedied | Refusal> {
  const remedy = remedyOf(record.finding)
  if (!remedy) return refusal('staleAlert')
  switch (remedy.kind) {
    case 'end':
      return endInDirectory(ctx, remedy, `${record.id}:${record.occurrence}`)
    case 'revokePerson': {
      const result = await revokePerson(ctx, null, by, remedy.personId, record.id)
      return counted(result)
    }
    case 'revokeTicket': {
      const result = await revokeTicket(ctx, null, by, remedy.ticket, record.id)
      return counted(result)
    }
  }
}

type Ended = Awaited<ReturnType<typeof revokePerson>> | Awaited<ReturnType<typeof revokeTicket>>

function counted(result: Ended): Remedied | Refusal {
  if ('ended' in result) return { ended: result.ended }
  return result.outcome === 'refused' ? result.refusal : { ended: 0 }
}

/** Looked at once more first: what is active by now may be a rightful activation, which stays. */
async function endInDirectory(
  ctx: Context,
  { personId, activatable, requestId }: Remedy & { kind: 'end' },
  key: string,
): Promise<Remedied | Refusal> {
  const seen = await ctx.directory.readBack(personId, activatable)
  if (!seen || seen.key !== requestId) return { ended: 0 }
  const activationKey = requestId === null ? {} : { activationKey: requestId }
  const outcome = await ctx.directory.deactivate({ key, ...activationKey, personId, activatable })
  if (outcome.outcome === 'accepted') return { ended: 1 }
  return outcome.outcome === 'notBefore' ? refusal('tryAgain') : refusal('directoryUnavailable')
}
