import type { Activatable } from '../../domain/activatable.ts'
import type { EffectDraft } from '../../domain/effect.ts'
import type { JsonObject, PersonId } from '../../domain/values.ts'
import type { WatchNote, WatchReportCardView, WatchRowView, WatchSection } from '../../domain/views/watch-view.ts'
import type { Context } from '../context.ts'
import { activatableView, personView } from '../views/names.ts'

/** A row by ids. */
export interface Row {
  readonly personId: PersonId | null
  readonly activatable: Activatable | null
  readonly note: WatchNote | null
  readonly params: JsonObject
}

/** Rows whose names are looked up; cards show fewer and count the others. */
const ROWS = 15

/** A part of a report, or nothing where there is nothing to say in it. */
export async function sectionOf(
  ctx: Context,
  section: WatchSection,
  rows: readonly Row[],
): Promise<WatchReportCardView['sections']> {
  if (!rows.length) return []
  const shown = await Promise.all(rows.slice(0, ROWS).map((row) => rowView(ctx, row)))
  return [{ section, rows: shown, count: rows.length }]
}

async function rowView(ctx: Context, { personId, activatable, note, params }: Row): Promise<WatchRowView> {
  return {
    person: personId === null ? null : await personView(ctx, personId),
    activatable: activatable && (await activatableView(ctx, activatable)),
    note,
    params,
  }
}

export function reportTo(view: WatchReportCardView, to: EffectDraft['to'], occasion: string): EffectDraft {
  return { kind: 'report', view, to, occasion }
}
