import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../bot/index.ts'
import { eventually } from '../../eventually.ts'
import { openBrowser } from '../../step-up/oidc/browser.ts'
import type { Chat, OpenChat } from './chat.ts'
import {
  exchange,
  helpdeskInMontreal,
  MODES,
  NAMES,
  ON_CALL,
  oidOf,
  onCall,
  READERS,
  reader,
  STRONG_CONTEXT,
} from './organisation.ts'
import { type Steps, stepsOf } from './steps.ts'
import { startWorld, type World } from './world.ts'

const EXCHANGE = 'Exchange Administrator 1h'
const ACTIVE = /Active until/

/** Everything that people do with a tenant of Entra, on one platform, through the server as it is started. */
export function describeJourneys(open: OpenChat): void {
  describe.each(MODES)('in %s mode:', (mode) => {
    let world: World
    let chat: Chat
    let steps: Steps
    beforeAll(async () => {
      world = await startWorld(mode, [open])
      chat = world.chats[0] ?? chat
      steps = stepsOf(world, chat)
    })
    afterEach(() => world.tenant.lag({ appearsAfterMs: 0, goneAfterMs: 0 }))
    afterAll(() => world?.close())

    it('people become known to Elevate as people of the tenant', async () => {
      await chat.joins(NAMES)
      await chat.says('adele', 'mine')
      expect(world.tenant.state.requests).toEqual([])
    })

    it('a request is proven, approved by two, active once shown, ended early and told once gone', async () => {
      world.tenant.lag({ appearsAfterMs: 20 * SECOND, goneAfterMs: 20 * SECOND })
      const id = await steps.asksAndIsApproved('adele', EXCHANGE, ['alex'])
      await steps.reads('megan', id).toMatch(/1 of 2/)
      expect(world.tenant.state.requests).toEqual([])
      await steps.presses('megan', id, 'approve')
      const signedIn = mode === 'delegated' ? steps.signsIn('adele', id) : null
      await steps.reads('adele', id).toMatch(/Being activated/)
      await eventually(() => world.held('adele', exchange).length).toBe(1)
      expect(await steps.textsAbout('adele', id)).not.toMatch(ACTIVE)
      expect(await steps.feedAbout(id)).not.toMatch(ACTIVE)

      await world.later(20 * SECOND)

      for (const name of ['adele', 'alex', 'megan'] as const) await steps.reads(name, id).toMatch(ACTIVE)
      await steps.feed(id).toMatch(/Active until.*Adele Vance: Exchange Administrator/s)
      if (signedIn) expect(await signedIn).toMatchObject({ status: 200, title: 'Thank you, you are signed in' })
      const [held, ...more] = world.held('adele', exchange)
      expect(more).toEqual([])
      expect((held?.endAt ?? 0) - (held?.startAt ?? 0)).toBe(60 * MINUTE)
      await world.later(5 * MINUTE)
      await steps.presses('adele', id, 'deactivate')
      await steps.reads('adele', id).toMatch(/Being ended/)
      await eventually(() => world.held('adele', exchange)).toEqual([])
      expect(await steps.textsAbout('adele', id)).not.toMatch(/Deactivated/)

      await world.later(20 * SECOND)

      for (const name of ['adele', 'alex', 'megan'] as const) await steps.reads(name, id).toMatch(/Deactivated/)
      await steps.feed(id).toMatch(/Deactivated/)
      expect(steps.started(id)).toHaveLength(1)
    })

    it('a revocation of the first five minutes is queued, told with its time, and carried out', async () => {
      const id = await steps.activates('adele', EXCHANGE, ['alex', 'megan'], ACTIVE)
      await chat.says('soc', `revoke ${id} laptop stolen`)
      await steps.reads('adele', id).toMatch(/End delayed until.*first five minutes/s)
      await steps.feed(id).toMatch(/Being ended.*does not end (a|the) role/s)
      expect(world.held('adele', exchange)).toHaveLength(1)
      expect(await steps.textsAbout('adele', id)).not.toMatch(/Revoked(?! by)/)

      await world.later(5 * MINUTE)

      await steps.reads('adele', id).toMatch(/Revoked(?! by).*laptop stolen/s)
      await steps.feed(id).toMatch(/Revoked(?! by)/)
      expect(world.held('adele', exchange)).toEqual([])
      expect(steps.started(id)).toHaveLength(1)
      const { clientId: application } = world.tenant
      expect(world.tenant.state.requests.at(-1)).toMatchObject({ action: 'adminRemove', createdBy: { application } })
    })

    it('within an administrative unit it counts there alone, and expires on its own, told once read back', async () => {
      const id = await steps.activates('adele', 'Helpdesk Administrator in Montreal 30m', [], ACTIVE)
      expect(await steps.textsAbout('adele', id)).toContain('Montreal')
      expect(world.held('adele', helpdeskInMontreal)).toHaveLength(1)
      expect(world.tenant.inForce(oidOf('adele'))).toHaveLength(1)
      world.tenant.lag({ goneAfterMs: MINUTE })

      await world.later(30 * MINUTE)

      expect(world.held('adele', helpdeskInMontreal)).toEqual([])
      // Which of the two depends on how long the tenant's last answer is ago.
      await steps.reads('adele', id).toMatch(/Active until|Still active after its end/)
      expect(await steps.textsAbout('adele', id)).not.toMatch(/Expired/)
      await world.later(MINUTE)
      await steps.reads('adele', id).toMatch(/Expired/)
      await steps.feed(id).toMatch(/Expired/)
      expect(steps.started(id)).toHaveLength(1)
      expect(world.tenant.state.requests.filter(({ justification }) => justification?.includes(id))).toHaveLength(1)
    })

    it('a group is joined for a while, and left when its member says so', async () => {
      const id = await steps.activates('adele', 'On call 1h', [], ACTIVE)
      expect(world.held('adele', onCall)).toHaveLength(1)
      expect(world.tenant.state.groups.get(ON_CALL)?.members).toEqual([])
      await world.later(5 * MINUTE)
      await chat.says('adele', `end ${id}`)
      await steps.reads('adele', id).toMatch(/Deactivated/)
      expect(world.held('adele', onCall)).toEqual([])
      expect(steps.started(id)).toHaveLength(1)
    })

    it('in French, what is held through a group is for its member alone; an approval counts after a sign-in', async () => {
      const id = await steps.asks('lidia', 'Lecteur de sécurité 30m')
      if (mode === 'application') expect(await steps.signsIn('lidia', id)).toMatchObject({ status: 200 })
      await steps.reads('lidia', id).toMatch(/En attente d’approbation/)
      await steps.presses('alex', id, 'approve')
      expect(await steps.signsIn('alex', id, 'megan')).toMatchObject({ status: 403 })
      expect(await steps.textsAbout('lidia', id)).toMatch(/0 sur 1/)
      expect(await steps.signsIn('alex', id)).toMatchObject({ status: 200 })
      if (mode === 'delegated') {
        expect(world.tenant.inForce(oidOf('lidia'))).toEqual([])
        expect(await steps.signsIn('lidia', id)).toMatchObject({ status: 200 })
      }

      await steps.reads('lidia', id).toMatch(/Active, fin prévue/)

      await steps.feed(id).toMatch(/Active until.*Lidia Holloway: Security Reader/s)
      expect(world.held('lidia', reader)).toHaveLength(1)
      expect(world.tenant.inForce(READERS)).toEqual([])
      await world.later(5 * MINUTE)
      await steps.presses('lidia', id, 'deactivate')
      await steps.reads('lidia', id).toMatch(/Désactivée/)
      expect(world.held('lidia', reader)).toEqual([])
      expect(await steps.textsAbout('lidia', id)).not.toMatch(/Waiting|Approv(ed|al)\b|Deactivated|Administrator/)
    })

    it.runIf(mode === 'delegated')('what the tenant wants beyond it is asked for by a second sign-in', async () => {
      world.tenant.policy(exchange, { authenticationContext: STRONG_CONTEXT })
      const id = await steps.asksAndIsApproved('adele', EXCHANGE, ['alex', 'megan'])
      const before = world.idp.asked.length
      const page = await steps.signsIn('adele', id, 'adele', openBrowser())
      expect(page).toMatchObject({ status: 200, title: 'Thank you, you are signed in' })
      const claims = world.idp.asked.slice(before).map((asked) => JSON.parse(String(asked['claims'])).access_token)
      const declared = { values: ['cp1'] }
      expect(claims).toEqual([
        { xms_cc: declared },
        { xms_cc: declared, acrs: { essential: true, value: STRONG_CONTEXT } },
      ])
      await steps.reads('adele', id).toMatch(ACTIVE)
      await steps.reads('adele', id).not.toMatch(/Sign in (to|and) activate/)
      expect(world.held('adele', exchange)).toHaveLength(1)
      expect(steps.started(id)).toHaveLength(1)
      world.tenant.policy(exchange, { authenticationContext: null })
    })

    it('where the tenant itself demands approval, its approver answers in chat, and that answer is the tenant’s', async () => {
      world.tenant.policy(helpdeskInMontreal, { approvers: [{ userId: oidOf('megan') }] })
      const denied = await asksTheTenant()
      await steps.presses('megan', denied, 'deny', { reason: 'Not tonight' })
      if (mode === 'delegated') await answersWithASignIn(denied)
      await steps.reads('adele', denied).toMatch(/Denied.*Not tonight/s)
      await steps.reads('megan', denied).toMatch(/Denied/)
      expect(world.held('adele', helpdeskInMontreal)).toEqual([])

      const id = await asksTheTenant()
      await steps.presses('megan', id, 'approve')
      if (mode === 'delegated') await answersWithASignIn(id)

      for (const name of ['adele', 'megan'] as const) await steps.reads(name, id).toMatch(ACTIVE)
      await steps.feed(id).toMatch(/Active until.*Megan Bowen/s)
      expect(world.held('adele', helpdeskInMontreal)).toHaveLength(1)
      expect(steps.started(id)).toHaveLength(1)
      const answers = [...world.tenant.state.approvals.values()].map(({ result, reviewedBy }) => [result, reviewedBy])
      const own = ['Deny', 'Approve'].map((result) => [result, oidOf('megan')])
      expect(answers).toEqual(mode === 'delegated' ? own : [])
      expect((await chat.sees('alex')).filter(({ text }) => text.includes(id) || text.includes(denied))).toEqual([])
      world.tenant.policy(helpdeskInMontreal, { approvers: null })
    })

    /** One sign-in is the whole of it for the requester; then Megan alone is asked. */
    async function asksTheTenant(): Promise<string> {
      const id = await steps.asks('adele', 'Helpdesk Administrator in Montreal 30m')
      expect(await steps.signsIn('adele', id)).toMatchObject({ status: 200 })
      await steps.reads('megan', id).toMatch(/Approval needed/)
      expect(world.held('adele', helpdeskInMontreal)).toEqual([])
      return id
    }

    /** Nothing has happened before it, and nobody else's counts. */
    async function answersWithASignIn(id: string): Promise<void> {
      const open = () => [...world.tenant.state.approvals.values()].at(-1)
      expect(await steps.signsIn('megan', id, 'alex')).toMatchObject({ status: 403 })
      expect(open()).toMatchObject({ result: 'NotReviewed' })
      expect(await steps.signsIn('megan', id)).toMatchObject({ status: 200 })
    }

    it('leaves no secret anywhere, asks Graph nothing malformed, and holds no power it does not need', async () => {
      const seen = await Promise.all(NAMES.map(async (name) => JSON.stringify(await chat.sees(name))))
      const written = [world.written(), ...seen, ...(await chat.feed())].join('\n')
      expect([...world.idp.secrets].filter((secret) => written.includes(secret))).toEqual([])
      expect(world.tenant.graph.violations).toEqual([])
      expect(world.tenant.graph.calls.filter(({ status }) => status === 403)).toEqual([])
      expect(written.split('\n').filter((line) => line.startsWith('error'))).toEqual([])
      const other = mode === 'delegated' ? 'adminAssign' : 'selfActivate'
      expect(world.tenant.state.requests.filter(({ action }) => action === other)).toEqual([])
    })
  })
}
