import type { RequestFacts } from '../bot/domain/views/card-view.ts'
import type { TextBlock } from './element-subset.ts'
import { messageValues } from './message-values.ts'
import { activatablePhrase, actorPhrase, instantNear } from './phrases.ts'
import type { Reader } from './reader.ts'
import { refusalText } from './refusal-text.ts'
import { STATUS_PARAMS } from './wording-params.ts'
import type { MessageValues } from './wording-schema.ts'

export type Tone = NonNullable<TextBlock['color']>

/** The state of a request as the wordings of statuses and notices speak of it. */
export function statusValues(reader: Reader, view: RequestFacts, waitsForProof = false): MessageValues {
  const { activation, ending, outcome, windowEndsAt, endVerifiedAt, submittedAt } = view
  const by = outcome?.by ?? ending?.by ?? null
  const near = (at: number | null | undefined) => (typeof at === 'number' ? instantNear(reader, at, submittedAt) : null)
  return messageValues(reader, STATUS_PARAMS, {
    role: activatablePhrase(reader, view.terms.activatable),
    requester: view.requester.displayName,
    duration: view.terms.duration,
    endsAt: near(activation?.endsAt),
    windowEndsAt: near(windowEndsAt),
    refusedUntil: near(ending?.refusedUntil),
    endVerifiedAt: near(endVerifiedAt),
    follows: view.continuesRequestId,
    by: by && actorPhrase(reader, by),
    overdue: activation?.overdue ?? false,
    stuck: ending?.stuck ?? false,
    unsettled: view.unsettled ?? false,
    escalatedEarly: view.approvals?.escalatedEarly ?? false,
    started: activation !== null,
    waitsForProof: waitsForProof || view.awaitsSignIn,
    waitsForDirectory: view.awaitsDirectory === true,
    noticedLate: view.noticedLate === true,
    startedAt: near(activation?.startedAt),
    approvals: view.approvals?.given.length || null,
    asksApprovers: view.approvals?.inDirectory === true,
    byDirectory: by?.kind === 'directory',
    status: view.status,
    ending: ending?.reason ?? null,
  })
}

export function statusTitle(reader: Reader, view: RequestFacts): string {
  return reader.words.statuses[view.status].title(statusValues(reader, view))
}

/** The colour that goes with the title; the title says the same in words. */
export function statusTone({ status, activation }: RequestFacts): Tone {
  switch (status) {
    case 'active':
      return activation?.overdue ? 'attention' : 'good'
    case 'denied':
    case 'failed':
    case 'revoked':
      return 'attention'
    case 'canceled':
    case 'timedOut':
    case 'deactivated':
    case 'expired':
      return 'default'
    case 'pendingVerification':
    case 'pendingApproval':
    case 'approved':
    case 'provisioning':
    case 'ending':
      return 'accent'
  }
}

/** What happens next, for the requester. */
export function nextLine(reader: Reader, view: RequestFacts, waitsForProof: boolean): string {
  return reader.words.statuses[view.status].next(statusValues(reader, view, waitsForProof))
}

/** After the end, for the requester: why it failed and what to do, how long tokens may live on. */
export function endLines(reader: Reader, view: RequestFacts): string[] {
  return [...failureLines(reader, view), ...(hasEndedAfterStart(view) ? [reader.words.lines.tokensOutlive()] : [])]
}

function failureLines(reader: Reader, { status, outcome, terms, requester }: RequestFacts): string[] {
  if (status !== 'failed' || !outcome?.code) return []
  const { displayName } = terms.activatable
  // The reason that the directory gave stands among the facts.
  const params = { role: displayName, person: requester.displayName }
  const { what, why, do: instead } = refusalText(reader, { code: outcome.code, params })
  return [`${what} ${why}`, instead]
}

/** The directory showed the role as active, and then as gone. */
function hasEndedAfterStart({ activation, endVerifiedAt }: RequestFacts): boolean {
  return activation !== null && endVerifiedAt !== null
}
