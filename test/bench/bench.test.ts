import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { createSpread, type Measured } from './figures.ts'
import { generate, livesFor } from './generate.ts'
import { MEASURES } from './measures.ts'
import { openLoop } from './open-loop.ts'
import { BEGIN, END, tableOf, withRows, withTable } from './report.ts'
import { SCALES } from './scale.ts'
import { BEGAN, spreadEnds } from './seeds.ts'

const folder = mkdtempSync(join(tmpdir(), 'elevate-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the bench', () => {
  /** Those that start servers or whole installations are left to the long form. */
  const short = MEASURES.filter(({ name }) => ['burst', 'durable-event', 'audit-growth', 'card'].includes(name))

  for (const measure of short) {
    it(`measures ${measure.name}, each figure beside what the machine can do`, async () => {
      const own = mkdtempSync(join(folder, 'measure-'))
      const rows = await measure.run({
        name: measure.name,
        scale: SCALES.smoke,
        folder: own,
        seeds: join(own, 'seeds'),
      })
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) expectWhole(row)
    })
  }

  it('has a measure for every line of the budget', () => {
    expect(MEASURES.map(({ name }) => name)).toEqual([
      'acknowledge',
      'acknowledge-slack',
      'acknowledge-teams',
      'decision-to-call',
      'lateness',
      'burst',
      'durable-event',
      'restart',
      'audit-growth',
      'usage',
      'report',
      'resident',
      'card',
      'deferred-jobs',
    ])
  })
})

function expectWhole({ title, figure, limit, ratio, met, details }: Measured): void {
  expect(title).not.toBe('')
  expect(figure).toMatch(/\d/)
  expect(figure + limit).not.toMatch(/NaN|Infinity|undefined/)
  expect(limit).toMatch(/\d/)
  expect(ratio).toBeGreaterThan(0)
  expect(met).toBeTypeOf('boolean')
  expect(Object.keys(details)).not.toEqual([])
}

describe('generated data', () => {
  it('are what the product would have written: intact, in force in the directory, nothing waiting to be sent', async () => {
    const data = join(folder, 'generated')
    const activeEnds = spreadEnds(7, BEGAN + 3_600_000, 1000)
    await generate({ folder: data, people: 10, at: BEGAN, activeEnds, pending: 3, over: livesFor(70) })
    const sqlite = openSqliteStore({ folder: data, readOnly: true, now: () => BEGAN })
    const counts = await sqlite.store.counts()
    expect(counts).toMatchObject({ requests: 20, pendingEffects: 0, pendingDeliveries: 0 })
    expect((await sqlite.verifyAudit()).events).toMatchObject({ outcome: 'intact', checked: counts.auditEvents })
    expect(await sqlite.store.requests({ statuses: ['active'], limit: 100 })).toHaveLength(7)
    expect(await sqlite.state.list('local-directory/activations')).toHaveLength(7)
    expect(await sqlite.store.dueRequests(BEGAN + 3_600_000 - 1, 100)).toEqual([])
    await sqlite.close()
  })
})

describe('the open loop', () => {
  it('counts from the moment a call was meant to start, so that one standstill makes all calls meant for it late', async () => {
    const spread = await openLoop({ count: 20, perSecond: 200 }, async (index) => {
      if (index === 5) for (const until = performance.now() + 60; performance.now() < until; );
    })
    expect(spread.count).toBe(20)
    expect(spread.maximum).toBeGreaterThanOrEqual(60)
    // Calls 6 to 15 were meant to start within the 60 ms; of a generator that waits for answers only one is late.
    expect(spread.at(60)).toBeGreaterThanOrEqual(5)
  })

  it('does not call a run with failures a measurement', async () => {
    const failing = openLoop({ count: 3, perSecond: 1000 }, async (index) => {
      if (index === 1) throw new Error('refused')
    })
    await expect(failing).rejects.toThrow('1 of 3 calls failed, the first one: Error: refused')
  })

  it('leaves out the calls that warm up', async () => {
    expect((await openLoop({ count: 5, perSecond: 1000, uncounted: 3 }, async () => {})).count).toBe(2)
  })
})

describe('the report', () => {
  const row = { title: 'Something', budget: '≤ 1 s', figure: '2 s', limit: '1 s', ratio: 2, met: false, details: {} }
  const report = { scale: 'smoke', measuredOn: '2026-05-04', machine: {}, load: { before: 0, after: 0 }, rows: [row] }

  it('says plainly that a budget is missed', () => {
    expect(tableOf(report)).toContain('| Something | ≤ 1 s | 2 s | 1 s | 2× | **no** |')
  })

  it('replaces the table of a page and nothing else', () => {
    const page = withTable(`above\n${BEGIN}\nold\n${END}\nbelow`, report)
    expect(page.startsWith('above\n')).toBe(true)
    expect(page.endsWith('\nbelow')).toBe(true)
    expect(page).toContain('| Something |')
    expect(page).not.toContain('old')
  })

  it('takes what was measured alone to its place, says when that was, and leaves every other figure as it is', () => {
    const other = { ...row, title: 'Another', figure: '3 s' }
    const alone = { ...report, measuredOn: '2026-05-06', load: { before: 0.4, after: 2 } }
    const later = { ...row, figure: '0.5 s', met: true }
    const whole = withRows({ ...report, rows: [row, other] }, { ...alone, rows: [later, { ...row, title: 'New' }] })
    expect(whole.rows.map(({ title, figure }) => [title, figure])).toEqual([
      ['Something', '0.5 s'],
      ['Another', '3 s'],
      ['New', '2 s'],
    ])
    expect(whole.measuredOn).toBe('2026-05-04')
    expect(tableOf(whole)).toContain('- Something: 2026-05-06, load average before 0.4')
    expect(tableOf(whole)).not.toContain('- Another:')
  })

  it('refuses a page without a place for the table', () => {
    expect(() => withTable('nothing here', report)).toThrow('no place for the table')
  })

  it('has a page with a place for the table', () => {
    expect(() => withTable(readFileSync('docs/bench.md', 'utf8'), report)).not.toThrow()
  })

  it('summarises nothing as nothing', () => {
    expect(createSpread().summary()).toEqual({ count: 0, unit: 'ms' })
  })
})
