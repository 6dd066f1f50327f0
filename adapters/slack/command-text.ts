import type { PersonId } from '../../bot/index.ts'

/** Whom of the directory a Slack user id stands for, or null. */
export type PersonOf = (userId: string) => Promise<PersonId | null>

const mention = /<@([A-Za-z0-9]{1,40})(?:\|([^<>|]*))?>/g
const named = /<(?:[#!][^<>|]*|https?:[^<>|\s]*|mailto:[^<>|\s]*)\|([^<>|]*)>/g
const bare = /<(?:mailto:)?((?:https?:)?[^<>|\s@#!]+[^<>|\s]*)>/g

/**
 * A command as it was typed. Slack writes mentions and links in its own syntax and escapes `&`, `<` and `>`
 * (https://docs.slack.dev/messaging/formatting-message-text): links become their label, a mention becomes the person it
 * stands for, in the form in which the engine takes a mention of a directory id.
 */
export async function typedText(text: string, personOf: PersonOf): Promise<string> {
  const people = new Map<string, PersonId | null>()
  for (const [, userId = ''] of text.matchAll(mention)) people.set(userId, await personOf(userId))
  return unescaped(
    text
      .replace(named, '$1')
      .replace(bare, '$1')
      .replace(mention, (_, userId: string, label: string | undefined) => {
        const personId = people.get(userId)
        return personId ? `<@${personId}>` : `@${label || userId}`
      }),
  )
}

/** Once, and `&amp;` last, so that what somebody typed as `&amp;lt;` stays what it was. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
