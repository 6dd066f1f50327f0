import type { Notice } from '../../bot/domain/effect.ts'
import type { NoticeCardView } from '../../bot/domain/views/card-view.ts'
import { proofLinks, reasonInput, verbButtons } from '../buttons.ts'
import { activatablePhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import {
  activationFacts,
  approvalFacts,
  decideBeforeFact,
  durationFact,
  type Fact,
  factsOf,
  outcomeFacts,
  reasonFacts,
  scopeFact,
} from '../request-facts.ts'
import { endLines, nextLine, statusTone, statusValues, type Tone } from '../request-words.ts'
import type { MessageValues } from '../wording-schema.ts'

/** Only the requester gets these: nobody is told their own name. */
const FOR_REQUESTER: readonly Notice[] = ['decided', 'activated', 'endingSoon', 'ended', 'escalated', 'signIn']

/** A message sent once because somebody should look up: what happened, and no more facts than that needs. */
export function noticeContent(reader: Reader, view: NoticeCardView) {
  const { words } = reader
  const role = activatablePhrase(reader, view.terms.activatable)
  const wording = words.notices[view.notice]
  const values = noticeValues(reader, view)
  const title = wording.title(values)
  const person = view.requester.displayName
  const subject = FOR_REQUESTER.includes(view.notice) ? role : words.lines.personAndRole({ person, role })
  return {
    lang: reader.language,
    title,
    tone: noticeTone(view),
    reference: view.requestId,
    subject,
    lines: [wording.text(values), ...(tellsEnd(view) ? endLines(reader, view) : [])],
    facts: noticeFacts(reader, view),
    reason: reasonInput(reader, view.actions),
    links: proofLinks(reader, view),
    buttons: verbButtons(reader, view.actions, view),
    summary: words.lines.summary({ title, subject, reference: view.requestId }),
  }
}

function noticeValues(reader: Reader, view: NoticeCardView): MessageValues {
  const values = statusValues(reader, view)
  const statusTitle = reader.words.statuses[view.status].title(values)
  return { ...values, statusTitle, next: nextLine(reader, view, false) }
}

function tellsEnd({ notice }: NoticeCardView): boolean {
  return notice === 'decided' || notice === 'ended'
}

function noticeTone(view: NoticeCardView): Tone {
  switch (view.notice) {
    case 'decided':
    case 'ended':
      return statusTone(view)
    case 'endingSoon':
    case 'endDelayed':
      return 'warning'
    // Stays as it was sent: the colour of what is active would outlive the activation.
    case 'activated':
    case 'reminder':
    case 'escalated':
    case 'signIn':
      return 'accent'
  }
}

function noticeFacts(reader: Reader, view: NoticeCardView): Fact[] {
  switch (view.notice) {
    case 'decided':
      return factsOf(outcomeFacts(reader, view))
    case 'activated':
      return factsOf(activationFacts(reader, view), scopeFact(reader, view), approvalFacts(reader, view))
    case 'endingSoon':
      return factsOf(activationFacts(reader, view))
    case 'ended':
    case 'endDelayed':
      return factsOf(activationFacts(reader, view), outcomeFacts(reader, view))
    case 'signIn':
      return factsOf(durationFact(reader, view), scopeFact(reader, view), approvalFacts(reader, view))
    case 'reminder':
    case 'escalated':
      return factsOf(
        durationFact(reader, view),
        scopeFact(reader, view),
        reasonFacts(reader, view.terms),
        approvalFacts(reader, view),
        decideBeforeFact(reader, view),
      )
  }
}
