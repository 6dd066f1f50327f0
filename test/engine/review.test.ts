import { afterEach, describe, expect, it } from 'vitest'
import type { FaultyDirectory } from '../directory/faulty-directory.ts'
import { tellFaultyStory, waitsIn } from './faulty-story.ts'
import {
  APPROVAL,
  approvedIn,
  LINE,
  ORGANISATION,
  pendingIn,
  refusalIn,
  type Story,
  type StoryOptions,
} from './story.ts'

/** Stories that once ended badly, or nearly did. */

let story: Story
let faulty: FaultyDirectory
afterEach(() => story.end())

async function begin(options: StoryOptions = {}): Promise<void> {
  ;({ story, faulty } = await tellFaultyStory(options))
}

const pending = () => pendingIn(story)
const active = () => approvedIn(story)

const waits = (minutes: number) => waitsIn(story, minutes)

async function approvedAgain(first: { id: string; termsVersion: number }) {
  await story.presses('adele', 'again', first)
  const second = await story.newest()
  await story.proves('adele', second)
  await story.presses('alex', 'approve', second)
  return second
}

async function statusOf(id: string): Promise<string | undefined> {
  return (await story.sqlite.store.request(id))?.status
}

const refusalSeenBy = (who: string) => refusalIn(story, who)

describe('revoking', () => {
  it('asks the directory to remove the role even where a replica that lags shows nothing', async () => {
    await begin()
    const request = await active()
    faulty.lag({ appearsAfterMs: 0, goneAfterMs: 0 })
    const before = faulty.faults.length
    const readBack = story.directory.readBack
    let blind = 1
    story.directory.readBack = async (...args) => (blind-- > 0 ? null : readBack(...args))
    await story.says('soc', `/elevate revoke ${request.id} stop`)
    await waits(1)
    expect(faulty.faults).toHaveLength(before)
    expect(await statusOf(request.id)).toBe('revoked')
    expect(await story.holds('adele')).toBe(false)
  })

  it('is acted on at once after the directory was down for minutes', async () => {
    await begin()
    const request = await active()
    await story.passes('PT54M')
    faulty.rates({ reads: 1 })
    await waits(10)
    faulty.heal()
    await story.says('soc', `/elevate revoke ${request.id} stop`)
    expect(await story.holds('adele')).toBe(false)
    expect(await statusOf(request.id)).not.toBe('active')
  })

  it('an id that has ended: refused, and what follows it is left alone', async () => {
    await begin()
    const first = await active()
    const second = await approvedAgain(first)
    await waits(62)
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['expired', 'active'])
    await story.says('soc', `/elevate revoke ${first.id} stop`)
    expect(refusalSeenBy('soc')).toBe('wrongStatus')
    expect(await statusOf(second.id)).toBe('active')
  })

  it('ends a whole chain of Again, the last first', async () => {
    await begin()
    const first = await active()
    const second = await approvedAgain(first)
    await waits(62)
    const third = await approvedAgain(second)
    await story.says('soc', `/elevate revoke ${second.id} stop`)
    await waits(3)
    expect([await statusOf(second.id), await statusOf(third.id)]).toEqual(['revoked', 'revoked'])
    expect(await story.holds('adele')).toBe(false)
  })
})

describe('a role taken away in the directory', () => {
  it('does not come back through a waiting Again', async () => {
    await begin()
    const first = await active()
    const second = await approvedAgain(first)
    const { requesterId: personId, terms, id: key } = first
    await story.directory.deactivate({ key, personId, activatable: terms.activatable })
    await waits(8)
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['revoked', 'revoked'])
    expect(await story.holds('adele')).toBe(false)
  })
})

describe('a blocked person', () => {
  it('approves nothing, and their earlier vote counts no more', async () => {
    await begin()
    const request = await pending()
    await story.says('soc', '/elevate revoke @Alex account stolen')
    await story.presses('alex', 'approve', request)
    expect(refusalSeenBy('alex')).toBe('notApprover')
    expect((await story.newest()).votes).toEqual([])
    expect(await story.holds('adele')).toBe(false)
  })

  it('revokes and unblocks nobody', async () => {
    await begin({
      organisation: {
        access: {
          ...ORGANISATION.access,
          security: [
            { kind: 'person', personId: 'soc' },
            { kind: 'person', personId: 'lead' },
          ],
        },
      },
    })
    await story.says('soc', '/elevate revoke @Lead account stolen')
    await story.says('lead', '/elevate revoke @Soc so there')
    expect(refusalSeenBy('lead')).toBe('notAllowed')
    await story.says('lead', '/elevate unblock @Lead')
    expect(refusalSeenBy('lead')).not.toBeUndefined()
    await story.says('lead', LINE)
    expect(await story.sqlite.store.facts('blocked:')).toHaveLength(1)
  })
})

describe('a directory that delays', () => {
  it('is not asked in a loop when its clock is behind', async () => {
    await begin()
    const request = await active()
    faulty.next('deactivate', ...Array<'notBefore'>(50).fill('notBefore'))
    await story.presses('adele', 'deactivate', request)
    await story.settles()
    expect(faulty.faults.filter(({ method }) => method === 'deactivate').length).toBeLessThan(3)
  })

  it('does not make "failed" of what a first call may have done', async () => {
    await begin()
    faulty.lag({ appearsAfterMs: 45_000 })
    const request = await pending()
    faulty.next('activate', 'lostAnswer')
    await story.presses('alex', 'approve', request)
    await story.directory.removeEligible('adele', request.terms.activatable)
    await waits(6)
    expect(await statusOf(request.id)).toBe('revoked')
    expect(await story.holds('adele')).toBe(false)
  })
})

describe('reconciliation', () => {
  it('checks everybody else when one person cannot be checked', async () => {
    await begin({
      eligible: [
        { person: 'adele', role: 'Exchange Administrator' },
        { person: 'lidia', role: 'Helpdesk Administrator' },
      ],
    })
    const request = await active()
    await story.says('lidia', '/elevate helpdesk 1h because of a queue')
    await story.directory.removeEligible('adele', request.terms.activatable)
    const person = story.directory.person
    story.directory.person = async (id) => {
      if (id === 'lidia') throw new Error('a record that cannot be read')
      return person(id)
    }
    await story.engine.reconcile()
    await waits(1)
    expect(await statusOf(request.id)).toBe('revoked')
  })
})

describe('several things at once', () => {
  it('do not get past the rate limit', async () => {
    await begin({ organisation: { requestLimit: { count: 1, per: APPROVAL.window } } })
    const lines = [LINE, '/elevate User Administrator 1h INC-1234', '/elevate Exchange Administrator 30m INC-9999']
    await Promise.all(
      lines.map((text, i) =>
        story.engine.receive({
          platform: 'web',
          deliveryKey: `at-once-${i}`,
          receivedAt: story.engine.now(),
          raw: { from: 'adele', text },
        }),
      ),
    )
    await story.settles()
    expect(await story.sqlite.store.requests({ limit: 9 })).toHaveLength(1)
  })

  it('a due request and a directory that is down cost no more than one question a second', async () => {
    await begin()
    await active()
    await story.passes('PT59M')
    faulty.rates({ reads: 1 })
    const before = faulty.faults.length
    await waits(3)
    const asked = faulty.faults.length - before
    expect(asked).toBeGreaterThan(2)
    expect(asked).toBeLessThanOrEqual(3 * 60)
  })
})

describe('a delivery that fails every time', () => {
  it('is answered and told to the alerts channel, not dropped in silence', async () => {
    await begin()
    story.directory.eligibleAssignments = async () => {
      throw new TypeError('a bug')
    }
    await story.says('adele', LINE)
    await waits(3)
    expect(refusalSeenBy('adele')).toBe('tryAgain')
    expect(story.lastSeenBy('channel:alerts')).toMatchObject({ alert: 'deliveryGivenUp' })
    expect(await story.sqlite.store.counts()).toMatchObject({ pendingDeliveries: 0 })
  })
})

describe('the clock', () => {
  it('stays unconfirmed across a restart', async () => {
    await begin()
    story.clock.step(3_600_000)
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('clockUnconfirmed')
    expect(await story.sqlite.store.fact('clock:unconfirmed')).not.toBeNull()
  })

  it('is forgiven a jump by a person, and never set back: nothing is revived or prolonged', async () => {
    await begin()
    await active()
    story.clock.step(48 * 3_600_000)
    await story.settles()
    await waits(1)
    expect((await story.newest()).status).toBe('expired')
    story.clock.step(-48 * 3_600_000)
    await story.presses('soc', 'confirmClock', null)
    await waits(6)
    expect(await story.holds('adele')).toBe(false)
    expect((await story.newest()).status).toBe('expired')
    await story.says('adele', LINE)
    expect((await story.newest()).status).toBe('pendingVerification')
    expect((await story.sqlite.verifyAudit()).events).toMatchObject({ outcome: 'intact' })
  })
})
