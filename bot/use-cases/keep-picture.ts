import type { Chart } from '../domain/charts/chart.ts'
import { DAY } from '../domain/duration.ts'
import { chartJson } from '../domain/usage/usage-chart.ts'
import type { Instant } from '../domain/values.ts'
import type { FactWrite } from '../ports/request-store.ts'
import type { Context } from './context.ts'

/** The address of a picture works so long; the card has the same in words. */
const KEPT = 30 * DAY
/** One in sixteen of the names begins so: whoever gets one of those sweeps, since that reads all pictures there are. */
const SWEEPER = '0'
const SWEPT_AT_ONCE = 50
const PREFIX = 'picture:'

export interface KeptPicture {
  /** Without language and ending. */
  readonly url: string
  /** To be saved with the answer that shows it. */
  readonly facts: readonly FactWrite[]
}

/**
 * Keeps what a picture shows, under a name that nobody guesses (128 random bits): whoever has the card has the picture,
 * and it says nothing that the card does not. Null where this installation has no address to serve it from.
 */
export async function keepPicture(
  ctx: Pick<Context, 'store' | 'ids' | 'time' | 'pictureBase'>,
  chart: Chart | null,
): Promise<KeptPicture | null> {
  if (!chart || ctx.pictureBase === undefined) return null
  const name = ctx.ids.salt()
  const now = ctx.time.now()
  const old = name.startsWith(SWEEPER) ? (await tooOld(ctx, now)).slice(0, SWEPT_AT_ONCE) : []
  return {
    url: `${ctx.pictureBase}/${name}`,
    facts: [
      { key: `${PREFIX}${name}`, value: { at: now, chart: chartJson(chart) }, expectedVersion: 0 },
      ...old.map(({ key }) => ({ key, value: null, expectedVersion: null })),
    ],
  }
}

async function tooOld({ store }: Pick<Context, 'store'>, now: Instant) {
  return (await store.facts(PREFIX)).filter(({ value }) => madeAt(value) < now - KEPT)
}

/** What was kept under a name that came over the network, or null. */
export async function keptPicture(store: Pick<Context['store'], 'fact'>, name: string): Promise<Chart | null> {
  if (!/^[0-9a-f]{32}$/u.test(name)) return null
  const fact = await store.fact(`${PREFIX}${name}`)
  if (typeof fact?.value !== 'object' || fact.value === null || Array.isArray(fact.value)) return null
  return (fact.value['chart'] ?? null) as Chart | null
}

function madeAt(value: unknown): number {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' ? value.at : 0
}
