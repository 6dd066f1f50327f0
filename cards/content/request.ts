import type { RequestCardView } from '../../bot/domain/views/card-view.ts'
import { proofLinks, reasonInput, verbButtons } from '../buttons.ts'
import { activatablePhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import {
  activationFacts,
  approvalFacts,
  askedFact,
  decideBeforeFact,
  durationFact,
  factsOf,
  outcomeFacts,
  reasonFacts,
  scopeFact,
  waitingFact,
} from '../request-facts.ts'
import { endLines, nextLine, statusTitle, statusTone } from '../request-words.ts'

/** The requester's own card, in every status. */
export function requestContent(reader: Reader, view: RequestCardView) {
  const { words } = reader
  const subject = activatablePhrase(reader, view.terms.activatable)
  const title = statusTitle(reader, view)
  return {
    lang: reader.language,
    title,
    tone: statusTone(view),
    reference: view.requestId,
    subject,
    lines: [nextLine(reader, view, view.verifyUrl !== null), ...endLines(reader, view)],
    facts: factsOf(
      activationFacts(reader, view),
      view.activation ? null : durationFact(reader, view),
      reasonFacts(reader, view.terms),
      scopeFact(reader, view),
      approvalFacts(reader, view),
      waitingFact(reader, view),
      decideBeforeFact(reader, view),
      outcomeFacts(reader, view),
      askedFact(reader, view),
    ),
    reason: reasonInput(reader, view.actions),
    links: proofLinks(reader, view),
    buttons: verbButtons(reader, view.actions, view),
    summary: words.lines.summary({ title, subject, reference: view.requestId }),
  }
}
