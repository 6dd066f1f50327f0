import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvReport } from '../../bot/cli/report/csv-report.ts'
import { htmlReport } from '../../bot/cli/report/html-report.ts'
import { jsonReport, ndjsonReport } from '../../bot/cli/report/json-report.ts'
import { auditEvent, ELEVATE } from '../../bot/domain/audit-event.ts'
import { HOUR } from '../../bot/domain/duration.ts'
import type { ReportRow } from '../../bot/domain/report/report-row.ts'
import { quarter } from '../quarter/quarter.ts'
import { saved } from '../store/samples.ts'
import { type ReportWorld, reportWorld } from './world.ts'

const SMALL = quarter({ seed: 11, people: 60, activations: 500 })
let world: ReportWorld
beforeAll(async () => {
  world = await reportWorld(SMALL)
})
afterAll(() => world.end())

async function rowsOf<Kind extends ReportRow['kind']>(kind: Kind): Promise<(ReportRow & { kind: Kind })[]> {
  const rows: ReportRow[] = []
  await (await world.report()).read((row) => void rows.push(row))
  return rows.filter((row): row is ReportRow & { kind: Kind } => row.kind === kind)
}

const planted = (kind: string) => SMALL.planted.filter((each) => each.kind === kind)

describe('the report of a quarter', () => {
  it('has every request, with its approvers, ticket or justification, start and verified end', async () => {
    const rows = await rowsOf('request')
    expect(rows.map(({ id }) => id).sort()).toEqual(SMALL.lives.map(({ request }) => request.id).sort())
    const active = rows.filter(({ startedAt }) => startedAt !== null)
    expect(active.every(({ endsAt, endVerifiedAt }) => endsAt !== null && endVerifiedAt !== null)).toBe(true)
    expect(active.filter(({ approvalAsked, approvers }) => approvalAsked && approvers.length === 0)).toEqual([])
    expect(rows.every(({ ticket, justification }) => ticket !== null || justification !== null)).toBe(true)
    expect(rows.every(({ requester }) => requester.name !== requester.id)).toBe(true)
  })

  it('lists what was planted as an exception: late ends, what went round Elevate, what was standing', async () => {
    const late = (await rowsOf('request')).filter(({ exceptions }) => exceptions.includes('endedLate'))
    expect(late.map(({ id }) => id)).toEqual(planted('activePastEnd').map(({ about }) => about.requestId))
    const outside = (await rowsOf('outside')).map(({ person }) => person?.id)
    expect(outside.sort()).toEqual(
      [...planted('activatedOutside'), ...planted('emergencyAccountUsed')].map(({ about }) => about.personId).sort(),
    )
    const standing = await rowsOf('standing')
    const months = new Set(standing.map(({ month }) => month))
    expect(months.size).toBeGreaterThanOrEqual(3)
    for (const { about } of planted('assignedOutside'))
      expect(
        standing.some(({ person, roleId }) => person.id === about.personId && about.subject === `role:${roleId}`),
      ).toBe(true)
  })

  it('counts in its summary exactly what it lists', async () => {
    const report = await world.report()
    const seen: { [code: string]: number } = {}
    const count = (code: string) => {
      seen[code] = (seen[code] ?? 0) + 1
    }
    const summary = await report.read((row) => {
      if (row.kind === 'request') for (const code of row.exceptions) count(code)
      else count(row.kind === 'outside' ? 'activatedOutside' : row.kind === 'standing' ? 'standing' : row.why)
    })
    expect(summary.exceptions).toEqual(seen)
    expect(summary.requests).toBe(SMALL.lives.length)
    expect(summary.activated).toBe(SMALL.lives.filter(({ request }) => request.activation !== null).length)
    const unapproved = summary.withoutApproval.reduce((sum, { activated }) => sum + activated, 0)
    expect(unapproved).toBe(summary.exceptions['noApprovalAsked'])
  })

  it('is the same in every format', async () => {
    const lines = (await world.written(ndjsonReport)).split('\n').map((line) => JSON.parse(line) as { kind: string })
    const whole = JSON.parse(await world.written(jsonReport)) as { head: unknown; rows: unknown[]; summary: unknown }
    expect(lines[0]).toEqual(whole.head)
    expect(lines.slice(1, -1)).toEqual(whole.rows)
    expect(lines.at(-1)).toEqual(whole.summary)
    const csv = (await world.written(csvReport)).split('\n')
    expect(csv).toHaveLength(whole.rows.length + 1)
  })

  it('says so where Elevate did not run, and where its clock jumped', async () => {
    const at = SMALL.to - 10 * HOUR
    const event = (type: 'serverStarted' | 'clockJumped', when: number) => {
      const { personal: _, ...draft } = auditEvent(when, type, ELEVATE, null)
      return { ...draft, texts: [] }
    }
    await saved(world.store, { auditEvents: [event('serverStarted', at), event('clockJumped', at + 5)], effects: [] })
    const gaps = (await rowsOf('gap')).filter(({ why }) => why !== 'standingUnknown')
    expect(gaps.map(({ why }) => why)).toEqual(['notWatching', 'clockJumped'])
    expect(gaps[0]?.to).toBe(at)
  })
})

describe('the page', () => {
  it.each([
    ['en', 'Statement', 'Every activation was approved by somebody other than the person who asked'],
    ['fr', 'Déclaration', 'Chaque activation a été approuvée par une autre personne'],
  ] as const)(
    'in %s states what holds, lists every exception, and needs no network',
    async (language, title, statement) => {
      const html = await world.written(htmlReport, language)
      expect(html).toContain(`<h2>${title}</h2>`)
      expect(html).toContain(statement)
      for (const { about } of planted('activePastEnd')) expect(html).toContain(`<td>${about.requestId} · `)
      expect(html).not.toMatch(/<(?:script|link|img|iframe|object)\b|https?:\/\/|@import|url\(/u)
      expect(html).toContain("default-src 'none'")
    },
  )

  it('has a row for each activation', async () => {
    const html = await world.written(htmlReport)
    const active = SMALL.lives.filter(({ request }) => request.activation !== null)
    const list = html.slice(html.indexOf('class="activations"'))
    expect(active.filter(({ request }) => !list.includes(`<td>${request.id}</td>`))).toEqual([])
  })
})
