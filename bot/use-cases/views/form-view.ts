import { type Activatable, activatableKey } from '../../domain/activatable.ts'
import {
  durationFromMs,
  durationToMs,
  HOUR,
  type IsoDuration,
  MINIMUM_ACTIVATION,
  MINUTE,
} from '../../domain/duration.ts'
import { type Refusal, refusal } from '../../domain/refusal.ts'
import type { PersonId } from '../../domain/values.ts'
import type { FormCardView } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'
import { settingsNow } from '../settings-now.ts'
import { activatableView } from './names.ts'

const CHOICES = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]

export interface FormValues {
  readonly activatable: Activatable | null
  readonly duration: IsoDuration | null
  readonly ticket: string | null
  readonly justification: string | null
}

/** The form for what is missing, filled in with what was said. */
export async function formView(
  ctx: Context,
  personId: PersonId,
  values: FormValues,
  missing: readonly Refusal[],
): Promise<FormCardView> {
  const choices = await formChoices(ctx, personId)
  const key = values.activatable && activatableKey(values.activatable)
  const chosen = choices.find((each) => each.key === key)
  const longest = chosen ?? choices.reduce<(typeof choices)[number] | undefined>(longer, undefined)
  const maximum = longest ? durationToMs(longest.maximumDuration) : HOUR
  const { ticket, justification } = values
  const unfit = values.duration && durationProblem(values.duration, durationFromMs(maximum), chosen)
  const duration = unfit ? null : values.duration
  return {
    card: 'form',
    choices,
    values: { activatableKey: key, duration, ticket, justification },
    durations: durationChoices(maximum, duration),
    require: chosen?.require ?? [],
    missing: unfit ? [...missing, unfit] : missing,
  }
}

/** What the person is eligible for and settings permit. */
export async function formChoices(ctx: Context, personId: PersonId): Promise<FormCardView['choices']> {
  const eligible = await ctx.directory.eligibleAssignments(personId)
  const all = await Promise.all(eligible.map(({ activatable }) => choice(ctx, activatable)))
  return all.filter((each) => each !== null)
}

async function choice(ctx: Context, activatable: Activatable): Promise<FormCardView['choices'][number] | null> {
  const settings = await settingsNow(ctx, activatable)
  if (!settings) return null
  const { maximumDuration, require } = settings
  return { ...(await activatableView(ctx, activatable)), maximumDuration, require }
}

/** A length that is not offered is not chosen either: why is said beside it. Without a role, what none permits. */
function durationProblem(
  duration: IsoDuration,
  maximum: IsoDuration,
  chosen: FormCardView['choices'][number] | undefined,
): Refusal | null {
  const ms = durationToMs(duration)
  if (ms < durationToMs(MINIMUM_ACTIVATION))
    return refusal('durationTooShort', { duration, minimum: MINIMUM_ACTIVATION })
  if (ms <= durationToMs(maximum)) return null
  return refusal('durationTooLong', { duration, maximum, ...(chosen && { role: { ...chosen.displayName } }) })
}

function longer<T extends { readonly maximumDuration: IsoDuration }>(a: T | undefined, b: T): T {
  return !a || durationToMs(b.maximumDuration) > durationToMs(a.maximumDuration) ? b : a
}

/** The usual lengths up to what the settings permit, the longest permitted and the one asked for among them. */
function durationChoices(maximum: number, asked: IsoDuration | null): IsoDuration[] {
  const all = [...CHOICES, maximum, ...(asked ? [durationToMs(asked)] : [])]
  const permitted = [...new Set(all)].filter((ms) => ms <= maximum).sort((a, b) => a - b)
  return permitted.map(durationFromMs)
}
