import type { Activatable } from '../domain/activatable.ts'
import { refusal } from '../domain/refusal.ts'
import type { CardView } from '../domain/views/card-view.ts'
import { peopleOf } from './authority.ts'
import type { Context } from './context.ts'
import { settingsNow } from './settings-now.ts'
import { refusalCard } from './views/answers.ts'
import { activatableView, peopleView } from './views/names.ts'

/** What activating this role asks for, in words. */
export async function showSettings(ctx: Context, activatable: Activatable): Promise<CardView> {
  const settings = await settingsNow(ctx, activatable)
  if (!settings) return refusalCard([refusal('noSettings')], null)
  const { approval, maximumDuration, defaultDuration, require, approverStepUp } = settings
  return {
    card: 'settings',
    activatable: await activatableView(ctx, activatable),
    maximumDuration,
    defaultDuration,
    require,
    approverStepUp,
    approval: approval && {
      required: approval.required,
      people: await peopleView(ctx, await peopleOf(ctx, approval.approvers)),
      window: approval.window,
      escalateTo: await peopleView(ctx, await peopleOf(ctx, approval.escalateTo)),
      escalateAfter: approval.escalateAfter,
    },
  }
}
