import type { CandidatesCardView } from '../../bot/domain/views/card-view.ts'
import { commandButton } from '../buttons.ts'
import { choicePhrase, tierPhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'

/** Which of several was meant: asked, never guessed. */
export function candidatesContent(reader: Reader, view: CandidatesCardView) {
  const { lines } = reader.words
  const title = lines.candidatesTitle()
  const intro = lines.candidatesTyped({ typed: view.typed })
  return {
    lang: reader.language,
    title,
    intro,
    candidates: view.candidates.map((candidate) => ({
      button: commandButton(choicePhrase(reader, candidate), candidate.command),
      detail: tierPhrase(reader, candidate),
    })),
    summary: `${title} · ${intro}`,
  }
}
