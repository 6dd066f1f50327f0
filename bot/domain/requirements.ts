import type { Terms } from './activation-request.ts'
import { durationToMs, type IsoDuration, MINIMUM_ACTIVATION } from './duration.ts'
import { type Refusal, refusal } from './refusal.ts'
import type { Requirement, RoleSettings } from './role-settings.ts'

/** Longest justification, in characters: an audit event and every platform's card must hold it. */
export const MAXIMUM_JUSTIFICATION = 1000

/** Terms as far as they are known: what is null was not given. */
export interface PartialTerms {
  readonly duration: IsoDuration | null
  readonly ticket: string | null
  readonly justification: string | null
}

/** What the role settings still ask for, and what they forbid. */
export interface Assessment {
  /** More input would cure these. */
  readonly missing: readonly Refusal[]
  /** No further input would: what was given must change. */
  readonly refusals: readonly Refusal[]
}

/** Holds terms against the role settings. The form, the submission, each decision and provisioning ask this same question. */
export function assessTerms(terms: PartialTerms, settings: RoleSettings): Assessment {
  return {
    missing: missingInput(terms, settings),
    refusals: [...durationRefusals(terms.duration, settings), ...textRefusals(terms)],
  }
}

function missingInput(terms: PartialTerms, settings: RoleSettings): Refusal[] {
  const asks = (requirement: Requirement) => settings.require.includes(requirement)
  const missing: Refusal[] = []
  if (asks('ticket') && !terms.ticket) missing.push(refusal('ticketMissing'))
  if (asks('justification') && !terms.justification) missing.push(refusal('justificationMissing'))
  if (asks('justificationOrTicket') && !terms.justification && !terms.ticket)
    missing.push(refusal('justificationMissing'))
  return missing
}

function durationRefusals(duration: IsoDuration | null, settings: RoleSettings): Refusal[] {
  if (!duration) return []
  const ms = durationToMs(duration)
  if (ms < durationToMs(MINIMUM_ACTIVATION)) return [refusal('durationTooShort', { minimum: MINIMUM_ACTIVATION })]
  if (ms > durationToMs(settings.maximumDuration))
    return [refusal('durationTooLong', { maximum: settings.maximumDuration })]
  return []
}

function textRefusals(terms: PartialTerms): Refusal[] {
  const length = terms.justification?.length ?? 0
  return length > MAXIMUM_JUSTIFICATION ? [refusal('justificationTooLong', { maximum: MAXIMUM_JUSTIFICATION })] : []
}

/** What is sent to the directory as justification: a valid ticket is one. */
export function justificationSent(terms: Pick<Terms, 'justification' | 'ticket'>, requestId: string): string {
  const words = [terms.ticket, terms.justification].filter((part): part is string => part !== null)
  return [...words, `(${requestId})`].join(' ')
}

export function asksProof(settings: RoleSettings): boolean {
  return settings.require.includes('mfa')
}
