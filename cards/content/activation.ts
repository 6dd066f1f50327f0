import type { ActivationCardView } from '../../bot/domain/views/card-view.ts'
import { linkButtons, reasonInput, verbButtons } from '../buttons.ts'
import { activatablePhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { activationFacts, approvalFacts, factsOf, outcomeFacts, reasonFacts, scopeFact } from '../request-facts.ts'
import { statusTitle, statusTone } from '../request-words.ts'

/** One activation in the feed: its start, and its end once the directory confirmed it. */
export function activationContent(reader: Reader, view: ActivationCardView) {
  const { words } = reader
  const { ticket } = view.terms
  const role = activatablePhrase(reader, view.terms.activatable)
  const title = statusTitle(reader, view)
  const subject = words.lines.personAndRole({ person: view.requester.displayName, role })
  return {
    lang: reader.language,
    title,
    tone: statusTone(view),
    reference: view.requestId,
    subject,
    facts: factsOf(
      scopeFact(reader, view),
      reasonFacts(reader, view.terms),
      approvalFacts(reader, view),
      activationFacts(reader, view),
      outcomeFacts(reader, view),
    ),
    reason: reasonInput(reader, view.actions),
    links: linkButtons(words.buttons.ticket({ ticket: ticket?.text ?? '' }), ticket?.url ?? null),
    buttons: verbButtons(reader, view.actions, view),
    summary: words.lines.summary({ title, subject, reference: view.requestId }),
  }
}
