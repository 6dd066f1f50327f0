import { linkCodeOf } from '../domain/command/link-line.ts'
import { refusal } from '../domain/refusal.ts'
import type { Understood } from '../ports/chat-platform.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { seenWrite } from './facts.ts'
import { refuseStranger } from './refuse-stranger.ts'
import { helpView } from './views/help-view.ts'

/**
 * The line that ends the linking of an account, typed in that account; every other line is left to others (false). Told
 * apart before anybody asks who sends it: until then nobody knows.
 */
export async function finishLink(
  ctx: Context,
  origin: Origin,
  { identity, intent }: Understood & { kind: 'intent' },
): Promise<boolean> {
  const platform = ctx.platforms.get(identity.platform)
  const code = intent.kind === 'text' ? linkCodeOf(intent.text) : null
  if (code === null || !platform?.finishLink) return false
  const finished = await platform.finishLink(identity, code)
  if (finished === 'taken' || finished === 'wrong') {
    await refuseStranger(ctx, origin, identity, refusal(finished === 'wrong' ? 'linkCodeWrong' : 'linkTaken'))
    return true
  }
  // Read anew: it may be this very line that told who they are, now or before the process was killed.
  const person = await ctx.directory.personOf(identity)
  if (person && !person.enabled) return false
  if (!person) await refuseStranger(ctx, origin, identity)
  else {
    // Who has linked an account reads it: cards go there from now on.
    const facts = [seenWrite(person.id, identity.platform)]
    await commit(ctx, origin, { audit: [], effects: [], facts, reply: await helpView(ctx, person) })
  }
  return true
}
