import { expect, it } from 'vitest'
import type { Chart } from '../../bot/domain/charts/chart.ts'
import { DAY } from '../../bot/domain/duration.ts'
import { keepPicture, keptPicture } from '../../bot/use-cases/keep-picture.ts'
import { createMemoryStore } from '../simulation/memory-store.ts'
import { createRandom } from '../simulation/random.ts'
import { createSeededIds } from '../simulation/seeded-ids.ts'
import { MONDAY } from '../store/samples.ts'

const chart: Chart = { kind: 'time', columns: [{ at: MONDAY, value: 3 }] }

it('pictures are kept for thirty days, then swept, and not all of them read for each new one', async () => {
  let now = MONDAY
  let reads = 0
  const memory = createMemoryStore(() => now)
  const store: typeof memory = { ...memory, facts: (prefix) => memory.facts(prefix).finally(() => (reads += 1)) }
  const time = { now: () => now, isUnconfirmed: () => false, confirm: () => {} }
  const ids = createSeededIds(createRandom(5))
  const keep = async () => {
    const kept = await keepPicture({ store, ids, time, pictureBase: 'https://elevate.example.com/pictures' }, chart)
    await store.save({ auditEvents: [], effects: [], facts: kept?.facts ?? [] })
    return kept?.url.split('/').at(-1) ?? ''
  }
  const old: string[] = []
  for (let count = 0; count < 40; count += 1) old.push(await keep())
  now += 29 * DAY
  for (let count = 0; count < 100; count += 1) await keep()
  const young = await keep()
  for (const name of old) expect(await keptPicture(store, name)).toEqual(chart)
  now += 2 * DAY
  for (let count = 0; count < 100; count += 1) await keep()
  for (const name of old) expect(await keptPicture(store, name)).toBeNull()
  expect(await keptPicture(store, young)).toEqual(chart)
  expect(reads).toBeGreaterThan(0)
  expect(reads).toBeLessThan(40)
})
