import type { JsonObject } from '../../../bot/domain/values.ts'
import { renderCard } from '../../../cards/render-card.ts'
import { SAMPLES } from '../../cards/sample-views.ts'
import { createSpread, type Measured, ms, round, type Spread } from '../figures.ts'
import type { Measure } from '../run-measure.ts'

const WARM_UP_ROUNDS = 20
const READER = { language: 'en', timeZone: 'America/Toronto' } as const

/** Every sample view of the card tests, worded and laid out: warm, one after the other. */
export const card: Measure = {
  name: 'card',
  run: async ({ scale }) => {
    const all = createSpread()
    const floor = createSpread()
    const byCard = new Map<string, Spread>()
    const warmUp = Math.min(WARM_UP_ROUNDS, scale.cardRounds)
    for (let index = 0; index < warmUp + scale.cardRounds; index += 1) {
      for (const { view } of SAMPLES) {
        const start = performance.now()
        const rendered = renderCard(view, READER)
        const took = performance.now() - start
        JSON.parse(JSON.stringify(rendered.card))
        const copied = performance.now() - start - took
        if (index < warmUp) continue
        all.add(took)
        floor.add(copied)
        of(byCard, view.card).add(took)
      }
    }
    return [rowOf(all, floor, byCard)]
  },
}

function rowOf(all: Spread, floor: Spread, byCard: ReadonlyMap<string, Spread>): Measured {
  const [slowest, its] = [...byCard].reduce((a, b) => (b[1].at(50) > a[1].at(50) ? b : a))
  const cards: JsonObject = Object.fromEntries(
    [...byCard].map(([name, spread]) => [name, { p50: spread.at(50), p99: spread.at(99) }]),
  )
  return {
    title: 'One card, template expanded and worded, warm',
    budget: 'p50 ≤ 1 ms',
    figure: `p50 ${ms(all.at(50))}, slowest kind (${slowest}) p50 ${ms(its.at(50))}`,
    limit: `p50 ${ms(floor.at(50))}: the same card through JSON and back`,
    ratio: round(all.at(50) / floor.at(50), 1),
    met: its.at(50) <= 1,
    details: { all: all.summary(), floor: floor.summary(), byCard: cards },
  }
}

function of(spreads: Map<string, Spread>, name: string): Spread {
  const spread = spreads.get(name) ?? createSpread()
  spreads.set(name, spread)
  return spread
}
