import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Directory } from '../../../bot/ports/directory.ts'
import type { RequestStore } from '../../../bot/ports/request-store.ts'
import { createSpread, type Measured, ms, round } from '../figures.ts'
import { rawLog } from '../machine.ts'
import { openLoop } from '../open-loop.ts'
import { APPROVER, peopleFor } from '../organisation.ts'
import type { Measure } from '../run-measure.ts'
import { BEGAN, generateIn } from '../seeds.ts'
import { createWorld } from '../world.ts'

const RATE = 50
const WARM_UP = 100

/** From the commit of the approval that completes the quorum to the call of the directory's `activate`. */
export const decisionToCall: Measure = {
  name: 'decision-to-call',
  run: async ({ folder, scale }) => {
    const data = join(folder, 'decisions')
    mkdirSync(data)
    const warmUp = Math.min(WARM_UP, scale.approvals)
    const total = scale.approvals + warmUp
    const people = peopleFor(total)
    await generateIn(data, { people, at: BEGAN, pending: total })

    const spread = createSpread()
    const decided = new Map<string, number>()
    let called = 0
    let allCalled: () => void = () => {}
    const done = new Promise<void>((resolve) => {
      allCalled = resolve
    })
    const wrapStore = (store: RequestStore): RequestStore => ({
      ...store,
      save: async (change) => {
        const outcome = await store.save(change)
        const request = change.request?.next
        if (outcome.outcome === 'saved' && request?.status === 'provisioning' && request.provisioning?.attempts === 0)
          decided.set(request.id, performance.now())
        return outcome
      },
    })
    const wrapDirectory = (directory: Directory): Directory => ({
      ...directory,
      activate: (order) => {
        const at = decided.get(order.key)
        if (at !== undefined && called >= warmUp) spread.add(performance.now() - at)
        called += 1
        if (called === total) allCalled()
        return directory.activate(order)
      },
    })
    const world = await createWorld({
      folder: data,
      people,
      aheadMs: BEGAN + 1000 - Date.now(),
      wrapStore,
      wrapDirectory,
    })
    const pending = await world.sqlite.store.requests({ statuses: ['pendingApproval'], limit: total })
    await world.engine.start()
    await openLoop({ count: total, perSecond: RATE }, async (index) => {
      const requestId = pending[index]?.id ?? ''
      const receivedAt = world.engine.now()
      const raw = { from: APPROVER, requestId }
      await world.engine.receive({ platform: 'web', deliveryKey: `approve-${index}`, receivedAt, raw })
    })
    await done
    await world.close()

    // Before the directory is called the attempt is on disk: the least that lies in between.
    const bare = createSpread()
    const log = rawLog(data)
    for (let index = 0; index < scale.approvals; index += 1) {
      const start = performance.now()
      log.append(Buffer.alloc(1500, 'x'))
      bare.add(performance.now() - start)
    }
    log.close()
    const p99 = spread.at(99)
    const row: Measured = {
      title: `Decision taken → directory call sent, ${RATE} approvals a second`,
      budget: 'p99 ≤ 25 ms',
      figure: `p99 ${ms(p99)}, p50 ${ms(spread.at(50))}`,
      limit: `p99 ${ms(bare.at(99))}: one append + fdatasync, as the attempt is recorded first`,
      ratio: round(p99 / bare.at(99)),
      met: p99 <= 25,
      details: { spread: spread.summary(), bare: bare.summary() },
    }
    return [row]
  },
}
