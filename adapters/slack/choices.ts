import type { ChatIdentity, FormCardView } from '../../bot/index.ts'
import { within } from './within.ts'

export type Choices = FormCardView['choices']

/** Slack shows options that come within three seconds. */
const ANSWER_WITHIN = 2_000
const FRESH = 30_000
const MOST_PEOPLE = 2_000

export interface ChoicesOptions {
  /** What this person is eligible for; nothing for a stranger. May be slow, may fail. */
  readonly load: (identity: ChatIdentity) => Promise<Choices>
  readonly answerWithin?: number
  readonly fresh?: number
}

/**
 * What somebody may choose from while they type, from memory where it is recent. It only suggests: what is submitted is
 * decided on the directory's answer of that moment.
 */
export function createChoices({ load, answerWithin = ANSWER_WITHIN, fresh = FRESH }: ChoicesOptions) {
  const known = new Map<string, { readonly at: number; readonly choices: Promise<Choices> }>()

  return async (identity: ChatIdentity): Promise<Choices> => {
    const key = `${identity.tenant}:${identity.userId}`
    const now = performance.now()
    const last = known.get(key)
    if (last && now - last.at < fresh) return within(last.choices, answerWithin, [])
    const choices = load(identity)
    if (known.size >= MOST_PEOPLE) known.clear()
    known.set(key, { at: now, choices })
    // What failed, or gave nothing, is asked again at the next letter.
    choices.then(
      (found) => found.length === 0 && known.delete(key),
      () => known.delete(key),
    )
    return within(choices, answerWithin, last ? await within(last.choices, 0, []) : [])
  }
}
