import type { HelpCardView } from '../../bot/domain/views/card-view.ts'
import type { Reader } from '../reader.ts'
import { HELP_TOPICS } from '../wording-keys.ts'

/** What can be typed, with a role of the reader's own as the example. */
export function helpContent(reader: Reader, view: HelpCardView) {
  const { help, labels, lines } = reader.words
  const role = view.role[reader.language]
  const title = lines.helpTitle()
  return {
    lang: reader.language,
    title,
    intro: lines.helpIntro(),
    examplesTitle: labels.examples(),
    examples: [lines.helpExample({ role }), help.mine.command(), help.pending.command()],
    commandsTitle: labels.commands(),
    commands: HELP_TOPICS.map((topic) => ({ command: help[topic].command(), meaning: help[topic].meaning() })),
    summary: title,
  }
}
