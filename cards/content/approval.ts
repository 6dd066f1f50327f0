import type { ApprovalCardView } from '../../bot/domain/views/card-view.ts'
import { linkButtons, reasonInput, verbButtons } from '../buttons.ts'
import {
  activatablePhrase,
  durationPhrase,
  instantPhrase,
  peoplePhrase,
  sequencePhrase,
  tierPhrase,
} from '../phrases.ts'
import type { Reader } from '../reader.ts'
import {
  activationFacts,
  approvalFacts,
  askedFact,
  decideBeforeFact,
  durationFact,
  type Fact,
  factsOf,
  isUndecided,
  outcomeFacts,
  reasonFacts,
  scopeFact,
} from '../request-facts.ts'
import { statusTitle, statusTone } from '../request-words.ts'

/** All that an approver's decision needs, and afterwards what was decided. */
export function approvalContent(reader: Reader, view: ApprovalCardView) {
  const { words } = reader
  const isPending = isUndecided(view)
  const isAsked = isPending && !hasApproved(view)
  const role = activatablePhrase(reader, view.terms.activatable)
  const title = isAsked ? words.lines.approvalTitle() : statusTitle(reader, view)
  const subject = words.lines.asksFor({ requester: view.requester.displayName, role })
  return {
    lang: reader.language,
    title,
    tone: statusTone(view),
    reference: view.requestId,
    subject,
    lines: approverLines(reader, view),
    facts: factsOf(
      durationFact(reader, view),
      reasonFacts(reader, view.terms),
      scopeFact(reader, view),
      { title: words.labels.tier(), value: tierPhrase(reader, view.terms.activatable) },
      lastActivationsFact(reader, view),
      approvalFacts(reader, view),
      decidersFact(reader, view),
      enforcementFact(reader, view),
      decideBeforeFact(reader, view),
      activationFacts(reader, view),
      outcomeFacts(reader, view),
      askedFact(reader, view),
    ),
    unusualTitle: words.labels.unusual(),
    unusual: isPending ? view.unusual.map((code) => words.unusual[code]()) : [],
    reason: reasonInput(reader, view.actions),
    less: lessTimeInput(reader, view),
    confirm: view.confirm && view.actions.includes('approve') ? words.labels.inputConfirm() : null,
    links: linkButtons(ticketTitle(reader, view), view.terms.ticket?.url ?? null),
    buttons: verbButtons(reader, view.actions, view),
    summary: words.lines.summary({ title, subject, reference: view.requestId }),
  }
}

function hasApproved({ approvals, viewer }: ApprovalCardView): boolean {
  return approvals?.given.some(({ id }) => id === viewer?.id) ?? false
}

function approverLines({ words }: Reader, view: ApprovalCardView): string[] {
  const { approvals, continuesRequestId } = view
  if (!isUndecided(view)) return []
  return [
    ...(hasApproved(view) ? [words.lines.youApproved()] : []),
    ...(approvals?.inDirectory ? [words.lines.directoryAsks()] : []),
    ...(approvals?.escalated ? [escalationLine(words, approvals)] : []),
    ...(continuesRequestId === null ? [] : [words.lines.continuesLinked({ follows: continuesRequestId })]),
  ]
}

function escalationLine({ lines }: Reader['words'], { escalatedEarly }: { readonly escalatedEarly: boolean }): string {
  return escalatedEarly ? lines.escalatedEarly() : lines.escalated()
}

function lastActivationsFact(reader: Reader, { lastActivations }: ApprovalCardView): Fact {
  const { labels } = reader.words
  const written = lastActivations.map(({ startedAt, duration }) =>
    labels.lastActivation({ at: instantPhrase(startedAt, 'date'), duration: durationPhrase(reader, duration) }),
  )
  return {
    title: labels.lastActivations(),
    value: written.length > 0 ? sequencePhrase(reader, written) : labels.none(),
  }
}

/** Who may decide; for one of them, who else. */
function decidersFact(reader: Reader, view: ApprovalCardView): Fact | null {
  const { approvals, viewer } = view
  if (!isUndecided(view) || !approvals) return null
  const { labels } = reader.words
  const others = approvals.waitingFor.filter(({ id }) => id !== viewer?.id)
  const title = viewer ? labels.othersCanDecide() : labels.canDecide()
  return { title, value: others.length > 0 ? peoplePhrase(reader, others) : labels.nobody() }
}

/** Whether somebody could do without this approval, and where. */
function enforcementFact({ words: { labels } }: Reader, { enforcement }: ApprovalCardView): Fact | null {
  if (!enforcement) return null
  const { by, unenforcedQuorum } = enforcement
  const hasQuorum = unenforcedQuorum === null ? 'no' : 'yes'
  return { title: labels.enforcement(), value: labels.enforcedBy({ by, hasQuorum, quorum: unenforcedQuorum ?? 1 }) }
}

function lessTimeInput(reader: Reader, { actions, lessTime }: ApprovalCardView) {
  if (!actions.includes('approveLess') || lessTime.length === 0) return null
  const { labels } = reader.words
  return {
    label: labels.inputLessTime(),
    placeholder: labels.inputChoose(),
    choices: lessTime.map((duration) => ({ title: durationPhrase(reader, duration), value: duration })),
  }
}

function ticketTitle({ words }: Reader, { terms }: ApprovalCardView): string {
  return words.buttons.ticket({ ticket: terms.ticket?.text ?? '' })
}
