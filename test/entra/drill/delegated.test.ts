import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { openBrowser } from '../../step-up/oidc/browser.ts'
import { helpdesk } from '../story.ts'
import { ADELE, ALEX, type DrillWorld, openDrillWorld } from './drill-world.ts'

let world: DrillWorld
beforeEach(async () => {
  world = await openDrillWorld('delegated')
})
afterEach(async () => {
  expect(world.tenant.graph.violations).toEqual([])
  await world.close()
})

async function link(): Promise<string> {
  const found = () =>
    world.said.map((line) => /Sign in as .*: (http\S+)/.exec(line)?.[1]).find((it) => it !== undefined)
  await eventually(async () => found() !== undefined).toBe(true)
  return found() ?? ''
}

async function signsIn(as: { readonly oid: string; readonly amr?: string[]; readonly acrs?: string[] }) {
  const browser = openBrowser()
  world.idp?.seats(as)
  await browser.open(await link())
  return browser.submit()
}

describe('a drill in delegated mode', () => {
  it('prints the link, waits for the sign-in, and activates with it', async () => {
    const drill = world.drills()
    expect(await signsIn({ oid: ALEX }), 'somebody else').toMatchObject({ status: 403 })
    expect(await signsIn({ oid: ADELE, amr: ['pwd'] }), 'without MFA').toMatchObject({ status: 403 })
    expect(world.tenant.state.requests).toEqual([])
    expect(await signsIn({ oid: ADELE })).toMatchObject({ status: 200 })
    expect(await drill).toEqual({ code: 0, errors: [] })

    expect(world.tenant.state.requests).toMatchObject([
      { action: 'selfActivate', createdBy: { user: ADELE, application: null } },
      { action: 'adminRemove', createdBy: { user: null } },
    ])
    expect(world.tenant.inForce(ADELE)).toEqual([])
    expect(world.evidence()).toMatchObject({ verdict: 'passed', mode: 'delegated' })
    const written = world.text() + JSON.stringify(world.evidence()) + world.said.join()
    const secrets = [...(world.idp?.secrets ?? [])]
    expect(secrets.length).toBeGreaterThan(3)
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([])
  })

  it('leads on to the sign-in that the role asks for', async () => {
    world.tenant.policy(helpdesk, { authenticationContext: 'c7' })
    const drill = world.drills()
    const first = signsIn({ oid: ADELE, acrs: ['c7'] })
    expect(await first).toMatchObject({ status: 200 })
    expect(await drill).toMatchObject({ code: 0 })
  })

  it('gives up on Ctrl-C while it waits, with nothing called', async () => {
    const drill = world.drills()
    await link()
    world.interrupt()
    expect(await drill).toMatchObject({ code: 1 })
    expect(world.evidence()).toMatchObject({ verdict: 'interrupted', left: 'nothing', scheduleRequestId: null })
    expect(world.tenant.state.requests).toEqual([])
  })

  it('says that the server must stand aside', async () => {
    const first = world.drills()
    await link()
    const second = await world.drills()
    expect(second.code).toBe(1)
    expect(second.errors.join(' ')).toMatch(/Port \d+ is in use.*stop the server while it runs/)
    world.interrupt()
    await first
  })

  it.each([
    ['a role of a higher tier', { role: 'Exchange Administrator' }, /tier workload.*names it by itself/],
    ['a critical role', { role: 'Global Administrator' }, /tier critical/],
  ])('refuses %s', async (_, options, words) => {
    const { code, errors } = await world.drills(options)
    expect({ code, text: errors.join(' ') }).toEqual({ code: 1, text: expect.stringMatching(words) })
  })

  it('takes a role of a higher tier that the configuration names by itself', async () => {
    const drill = world.drills({ role: 'Reports Reader' })
    await drill
    expect(world.evidence()).toMatchObject({ verdict: 'failed', reason: 'the person is not eligible for that role' })
  })
})
