import type { AdapterState, Instant, PersonId } from '../../bot/index.ts'
import { deriveKey, enrolmentSecret } from './derived-keys.ts'
import { openEnrolmentLink } from './enrolment-link.ts'
import { readFactor, writeFactor } from './factors.ts'
import { stepsOfCode } from './totp.ts'

export type OpenedEnrolment =
  | { readonly outcome: 'open'; readonly personId: PersonId; readonly secret: Uint8Array }
  | EnrolmentRefused

/** Null where even the person cannot be believed. */
export interface EnrolmentRefused {
  readonly outcome: 'refused'
  readonly personId: PersonId | null
  readonly why: 'tampered' | 'expired' | 'used'
}

export type EnrolOutcome =
  | { readonly outcome: 'enrolled'; readonly personId: PersonId }
  | { readonly outcome: 'wrongCode' }
  | EnrolmentRefused

export interface EnrolmentContext {
  readonly installationKey: Uint8Array
  readonly state: AdapterState
}

/** What an enrolment link offers. Stores nothing: the secret comes from the link each time anew. */
export async function openEnrolment(context: EnrolmentContext, token: string, now: Instant): Promise<OpenedEnrolment> {
  const opened = await open(context, token, now)
  return opened.outcome === 'refused' ? opened : { outcome: 'open', personId: opened.personId, secret: opened.secret }
}

/**
 * Stores the factor if the code shows that the authenticator has it. One guarded write uses the link up, ends the old
 * factor and with it every open link; the code's own step is used up too.
 */
export async function enrol(
  context: EnrolmentContext,
  token: string,
  code: string,
  now: Instant,
): Promise<EnrolOutcome> {
  const opened = await open(context, token, now)
  if (opened.outcome === 'refused') return opened
  const { personId, secret, link, version } = opened
  const step = stepsOfCode(secret, code, now).at(-1)
  if (step === undefined) return { outcome: 'wrongCode' }
  const factor = {
    secret,
    generation: link.replaces + 1,
    enrolment: link.id,
    enrolledAt: now,
    lastStep: step,
    announced: false,
  }
  const isWritten = await writeFactor(context.state, personId, factor, version)
  return isWritten ? { outcome: 'enrolled', personId } : { outcome: 'refused', personId, why: 'used' }
}

async function open(context: EnrolmentContext, token: string, now: Instant) {
  const link = openEnrolmentLink(deriveKey(context.installationKey, 'enrolment'), token)
  if (!link) return refuse(null, 'tampered')
  const { id, personId } = link
  if (now >= link.expiresAt) return refuse(personId, 'expired')
  const factor = await readFactor(context.state, personId)
  if ((factor?.generation ?? 0) !== link.replaces) return refuse(personId, 'used')
  const secret = enrolmentSecret(context.installationKey, id, personId)
  return { outcome: 'open', personId, secret, link, version: factor?.version ?? 0 } as const
}

function refuse(personId: PersonId | null, why: EnrolmentRefused['why']): EnrolmentRefused {
  return { outcome: 'refused', personId, why }
}
