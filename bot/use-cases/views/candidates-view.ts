import type { Activatable } from '../../domain/activatable.ts'
import type { ActivateCommand, Command } from '../../domain/command/command.ts'
import { activateLine } from '../../domain/command/command-line.ts'
import type { ActivatableView, CandidatesCardView } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'
import { activatableView } from './names.ts'

/** Several meanings: one button each, standing for the line as it would have been typed unmistakably. */
export async function candidatesView(
  ctx: Context,
  typed: string,
  command: ActivateCommand | (Command & { intent: 'settings' }),
  candidates: readonly Activatable[],
): Promise<CandidatesCardView> {
  const views = await Promise.all(candidates.map((activatable) => activatableView(ctx, activatable)))
  const line = (view: ActivatableView) =>
    command.intent === 'settings'
      ? `/elevate settings ${view.displayName.en}`
      : activateLine(view, command, ctx.time.now())
  return { card: 'candidates', typed, candidates: views.map((view) => ({ ...view, command: line(view) })) }
}
