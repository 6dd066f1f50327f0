import type { RequestFacts, TermsView } from '../bot/domain/views/card-view.ts'
import {
  actorPhrase,
  durationPhrase,
  instantNear,
  instantPhrase,
  peoplePhrase,
  scopePhrase,
  sequencePhrase,
} from './phrases.ts'
import type { Reader } from './reader.ts'

/** One line of a fact set. */
export interface Fact {
  readonly title: string
  readonly value: string
}

/** The facts there are, without the gaps. */
export function factsOf(...facts: readonly (Fact | null | readonly Fact[])[]): Fact[] {
  return facts.flatMap((fact) => fact ?? [])
}

/** Where a role applies; a group has no scope of its own. */
export function scopeFact(reader: Reader, { terms }: RequestFacts): Fact | null {
  if (terms.activatable.kind === 'group') return null
  return { title: reader.words.labels.scope(), value: scopePhrase(reader, terms.activatable) }
}

/** How long, and no later than when. */
export function durationFact(reader: Reader, view: RequestFacts): Fact {
  const { words } = reader
  const { duration, latestEnd } = view.terms
  const length = durationPhrase(reader, duration)
  if (latestEnd === null) return { title: words.labels.duration(), value: length }
  const until = instantNear(reader, latestEnd, view.submittedAt)
  return { title: words.labels.duration(), value: words.labels.durationUntil({ duration: length, until }) }
}

/** Why: justification and ticket, each where there is one. */
export function reasonFacts({ words }: Reader, { justification, ticket }: TermsView): Fact[] {
  return factsOf(
    justification === null ? null : { title: words.labels.justification(), value: justification },
    ticket && { title: words.labels.ticket(), value: ticket.text },
  )
}

export function askedFact({ words }: Reader, { submittedAt }: RequestFacts): Fact {
  return { title: words.labels.asked(), value: instantPhrase(submittedAt) }
}

/** Somebody may still approve or deny: here, or for the directory that asks for it. */
export function isUndecided({ status, awaitsDirectory, approvals }: RequestFacts): boolean {
  const isThere = status === 'provisioning' && awaitsDirectory === true && approvals?.inDirectory === true
  return status === 'pendingApproval' || isThere
}

/** Who agreed; while it is pending, how far the quorum is and how many could be asked at all. */
export function approvalFacts(reader: Reader, view: RequestFacts): Fact[] {
  const { approvals, terms, submittedAt } = view
  if (!approvals) return []
  const { labels } = reader.words
  const { given, required, reached, unreached } = approvals
  const isPending = isUndecided(view)
  const approved = given.map(({ displayName, at, duration }) =>
    labels.approvalGiven({
      name: displayName,
      at: instantNear(reader, at, submittedAt),
      shorter: duration === terms.duration ? 'no' : 'yes',
      duration: durationPhrase(reader, duration),
    }),
  )
  return factsOf(
    isPending ? { title: labels.approvals(), value: labels.progress({ given: given.length, required }) } : null,
    approved.length > 0 ? { title: labels.approvedBy(), value: sequencePhrase(reader, approved) } : null,
    reached && isPending ? { title: labels.reach(), value: labels.reached({ ...reached }) } : null,
    isDecidedThere(view) ? { title: labels.approvedBy(), value: labels.approvedThere() } : null,
    unreached.length > 0 && isPending ? { title: labels.notReached(), value: peoplePhrase(reader, unreached) } : null,
  )
}

/** Active by an approval that was given in the directory itself, by somebody whom it does not name. */
function isDecidedThere({ approvals, activation }: RequestFacts): boolean {
  return approvals?.inDirectory === true && activation !== null && approvals.given.length === 0
}

/** Who is waited for, as long as somebody is. */
export function waitingFact(reader: Reader, view: RequestFacts): Fact | null {
  const { approvals } = view
  if (!isUndecided(view) || !approvals || approvals.waitingFor.length === 0) return null
  return { title: reader.words.labels.waitingFor(), value: peoplePhrase(reader, approvals.waitingFor) }
}

export function decideBeforeFact(reader: Reader, view: RequestFacts): Fact | null {
  const { windowEndsAt, submittedAt } = view
  if (!isUndecided(view) || windowEndsAt === null) return null
  return { title: reader.words.labels.decideBefore(), value: instantNear(reader, windowEndsAt, submittedAt) }
}

/** From when to when; once it is over, its confirmed end is told in place of the planned one. */
export function activationFacts(reader: Reader, { activation, endVerifiedAt }: RequestFacts): Fact[] {
  if (!activation) return []
  const { labels } = reader.words
  const { startedAt, endsAt } = activation
  return factsOf(
    { title: labels.since(), value: instantPhrase(startedAt) },
    endVerifiedAt === null ? { title: labels.until(), value: instantNear(reader, endsAt, startedAt) } : null,
  )
}

/** Who decided or ended it and why, and when the directory confirmed that it is gone. */
export function outcomeFacts(reader: Reader, view: RequestFacts): Fact[] {
  const { labels } = reader.words
  const { outcome, ending, endVerifiedAt, submittedAt } = view
  const reason = outcome?.reason ?? ending?.note ?? null
  return factsOf(
    outcome ? outcomeFact(reader, view, outcome) : null,
    ending && !outcome
      ? { title: labels.endsBy({ reason: ending.reason }), value: actorPhrase(reader, ending.by) }
      : null,
    reason === null ? null : { title: labels.why(), value: reason },
    endVerifiedAt === null
      ? null
      : {
          title: labels.ended(),
          value: labels.endConfirmed({ at: instantNear(reader, endVerifiedAt, submittedAt) }),
        },
  )
}

/** Of what nobody did (time ran out, the directory refused) only when; an expiry is dated by its confirmed end. */
function outcomeFact(reader: Reader, view: RequestFacts, outcome: NonNullable<RequestFacts['outcome']>): Fact | null {
  const { labels } = reader.words
  const { status, submittedAt } = view
  const at = instantNear(reader, outcome.at, submittedAt)
  if (status === 'expired') return null
  if (status === 'timedOut' || status === 'failed') return { title: labels.when(), value: at }
  return { title: labels.decided({ status }), value: labels.outcome({ by: actorPhrase(reader, outcome.by), at }) }
}
