import type { Person } from '../../domain/person.ts'
import type { HelpCardView, NameByLanguage } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'
import { activatableView } from './names.ts'

const EXAMPLE: NameByLanguage = { en: 'Exchange Administrator', fr: 'Administrateur Exchange' }

/** How to ask, with a line that this very person could send. */
export async function helpView(ctx: Context, person: Person): Promise<HelpCardView> {
  const [first] = await ctx.directory.eligibleAssignments(person.id)
  if (!first) return { card: 'help', role: EXAMPLE }
  return { card: 'help', role: (await activatableView(ctx, first.activatable)).displayName }
}
