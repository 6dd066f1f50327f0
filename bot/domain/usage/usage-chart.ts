import { activatableFromKey } from '../activatable.ts'
import type { Chart } from '../charts/chart.ts'
import type { JsonObject } from '../values.ts'
import type { NameByLanguage } from '../views/card-view.ts'
import type { Usage } from './summarise-usage.ts'

const BARS = 8

/**
 * The picture of an answer: over time where one role was asked about, else role by role. Null where nothing was
 * activated, or where one bar alone would be drawn.
 */
export function usageChart(
  usage: Usage,
  asksOneRole: boolean,
  nameOf: (activatable: ReturnType<typeof activatableFromKey>) => NameByLanguage,
): Chart | null {
  if (usage.activated === 0) return null
  if (asksOneRole) {
    return usage.timeline.length < 2
      ? null
      : { kind: 'time', columns: usage.timeline.map(({ at, activated: value }) => ({ at, value })) }
  }
  const used = usage.roles.filter(({ activated }) => activated > 0).slice(0, BARS)
  const bars = used.map(({ activatableKey, activated: value }) => ({
    name: nameOf(activatableFromKey(activatableKey)),
    value,
  }))
  return bars.length < 2 ? null : { kind: 'roles', bars }
}

/** A chart as it is kept until its picture is asked for. */
export function chartJson(chart: Chart): JsonObject {
  return JSON.parse(JSON.stringify(chart)) as JsonObject
}
