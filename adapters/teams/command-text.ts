import type { PersonId } from '../../bot/index.ts'
import type { InboundActivity } from './activity.ts'

/** Longest line that is read; far above what any command needs. What is longer is cut, and refused for its length. */
export const LONGEST_TEXT = 4_000

/** A line as typed; `<@0>` in it is the first of the people mentioned. */
export interface TypedLine {
  readonly text: string
  /** Ids of accounts in Teams. */
  readonly mentioned: readonly string[]
}

/** Whom of the directory an account in Teams stands for, or null. */
export type PersonOf = (accountId: string) => Promise<PersonId | null>

/**
 * What somebody typed, without the mention of the app. Mentions are found by what Teams says of them, never by pattern:
 * a person may be called like a tag. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations
 */
export function typedLine({ text, entities, recipient }: InboundActivity): TypedLine {
  const mentioned: string[] = []
  let line = text ?? ''
  for (const entity of entities) {
    if (entity.type !== 'mention' || !entity.mentioned || !entity.text) continue
    if (entity.mentioned.id === recipient.id) line = line.split(entity.text).join(' ')
    else line = line.replace(entity.text, () => `<@${mentioned.push(entity.mentioned?.id ?? '') - 1}>`)
  }
  return { text: unescaped(line).trim().slice(0, LONGEST_TEXT), mentioned: mentioned.slice(0, 20) }
}

/** The line with each mention as the person of the directory it stands for. */
export async function namedLine({ text, mentioned }: TypedLine, personOf: PersonOf): Promise<string> {
  const people = await Promise.all(mentioned.map(personOf))
  return text.replace(/<@(\d{1,2})>/g, (typed, index: string) => {
    const personId = people[Number(index)]
    return personId ? `<@${personId}>` : Number(index) < mentioned.length ? '@?' : typed
  })
}

/** Once, and `&amp;` last, so that what somebody typed as `&amp;lt;` stays what it was. */
function unescaped(text: string): string {
  return text
    .replaceAll('&nbsp;', ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
