import { afterEach, describe, expect, it } from 'vitest'
import { type RequestStore, StoreUnavailable } from '../../bot/ports/request-store.ts'
import type { FaultyDirectory } from '../directory/faulty-directory.ts'
import { tellFaultyStory, waitsIn } from './faulty-story.ts'
import { approvedIn, LINE, pendingIn, refusalIn, type Story, type StoryOptions } from './story.ts'

let story: Story
let faulty: FaultyDirectory
afterEach(() => story.end())

async function begin(options: StoryOptions = {}): Promise<void> {
  ;({ story, faulty } = await tellFaultyStory(options))
}

const pending = () => pendingIn(story)
const approved = () => approvedIn(story)

const waits = (minutes: number) => waitsIn(story, minutes)

async function assignments(): Promise<number> {
  return (await story.directory.activeAssignments('adele')).length
}

const refusalSeenBy = (who: string) => refusalIn(story, who)

describe('a directory that fails while a role is activated', () => {
  it('an answer that is lost: read back, active once, never twice', async () => {
    await begin()
    const request = await pending()
    faulty.next('activate', 'lostAnswer')
    await story.presses('alex', 'approve', request)
    await waits(2)
    expect(await story.newest()).toMatchObject({ status: 'active', provisioning: { attempts: 1 } })
    expect(await assignments()).toBe(1)
  })

  it('an unknown outcome that never happened: repeated once under the same key', async () => {
    await begin()
    const request = await pending()
    faulty.next('activate', 'unknownNotDone')
    await story.presses('alex', 'approve', request)
    expect((await story.newest()).status).toBe('provisioning')
    expect(story.platform.seenBy('channel:feed')).toEqual([])
    await waits(2)
    expect(await story.newest()).toMatchObject({ status: 'active', provisioning: { attempts: 2 } })
    expect(await assignments()).toBe(1)
  })

  it('accepted and never seen: no "active", in the end failed, with an alert', async () => {
    await begin()
    const request = await pending()
    faulty.next('activate', 'claimsAccepted')
    await story.presses('alex', 'approve', request)
    await waits(18)
    expect(await story.newest()).toMatchObject({ status: 'failed', outcome: { code: 'notConfirmed' } })
    expect(story.lastSeenBy('channel:alerts')).toMatchObject({ alert: 'provisioningUnknown' })
    expect(story.platform.seenBy('channel:feed')).toEqual([])
  })

  it('a definite refusal: failed, told, nothing held', async () => {
    await begin()
    const request = await pending()
    faulty.next('activate', 'refused')
    await story.presses('alex', 'approve', request)
    expect(await story.newest()).toMatchObject({ status: 'failed', outcome: { code: 'directoryRefused' } })
    expect(await assignments()).toBe(0)
    expect(story.lastSeenBy('adele')).toMatchObject({ notice: 'decided', status: 'failed' })
  })

  it('seen late: "active" is said when it is seen, not before', async () => {
    await begin()
    faulty.lag({ appearsAfterMs: 90_000 })
    await approved()
    expect((await story.newest()).status).toBe('provisioning')
    await waits(1)
    expect((await story.newest()).status).toBe('provisioning')
    await waits(2)
    expect((await story.newest()).status).toBe('active')
  })

  it('no answer at all when somebody asks: refused, and nothing created', async () => {
    await begin()
    faulty.next('eligibleAssignments', 'unavailable')
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('directoryUnavailable')
    expect(await story.sqlite.store.requests({ limit: 1 })).toEqual([])
  })

  it('no answer when somebody approves: refused, no vote, and the same click works later', async () => {
    await begin()
    const request = await pending()
    faulty.next('membersOf', 'unavailable')
    await story.presses('alex', 'approve', request)
    expect((await story.newest()).votes).toEqual([])
    expect(await assignments()).toBe(0)
    await story.presses('alex', 'approve', request)
    expect((await story.newest()).status).toBe('active')
  })

  it('revoked while the call is in flight: ended, even though the role shows up later', async () => {
    await begin()
    faulty.lag({ appearsAfterMs: 60_000 })
    const request = await approved()
    await story.says('soc', `/elevate revoke ${request.id} stop`)
    expect((await story.newest()).status).toBe('ending')
    await waits(5)
    expect(await story.newest()).toMatchObject({ status: 'revoked', endVerifiedAt: expect.any(Number) })
    expect(await assignments()).toBe(0)
  })
})

describe('a directory that fails while a role ends', () => {
  it('still shows the role at its end: alarm, removal, and "expired" only when it is gone', async () => {
    await begin()
    faulty.lag({ goneAfterMs: 180_000 })
    await approved()
    await waits(61)
    expect(await story.newest()).toMatchObject({ status: 'active', activation: { overdueSince: expect.any(Number) } })
    const alerts = story.platform.seenBy('channel:alerts')
    expect(alerts).toMatchObject([{ card: 'alert', alert: 'activationOverdue', params: { person: 'Adele' } }])
    await waits(5)
    expect((await story.newest()).status).toBe('expired')
    expect(story.platform.seenBy('channel:alerts')).toHaveLength(1)
  })

  it('five-minute floor: queued, holder and feed told when, then done', async () => {
    await begin()
    const request = await approved()
    faulty.next('deactivate', 'notBefore')
    await story.presses('adele', 'deactivate', request)
    expect(await story.newest()).toMatchObject({ status: 'ending', ending: { refusedUntil: expect.any(Number) } })
    expect(story.lastSeenBy('adele')).toMatchObject({ card: 'notice', notice: 'endDelayed' })
    expect(story.platform.seenBy('channel:feed').map(({ card }) => card)).toContain('notice')
    await waits(6)
    expect((await story.newest()).status).toBe('deactivated')
    expect(await assignments()).toBe(0)
  })

  it('a removal that fails is tried until it is done', async () => {
    await begin()
    const request = await approved()
    faulty.next('deactivate', 'unavailable', 'unknownNotDone', 'unavailable')
    await story.presses('adele', 'deactivate', request)
    await waits(3)
    expect((await story.newest()).status).toBe('deactivated')
    expect(await assignments()).toBe(0)
  })

  it('a removal that fails for minutes: holder and security are told, once, what to do', async () => {
    await begin()
    const request = await approved()
    faulty.next('deactivate', ...Array.from({ length: 12 }, () => 'unknownNotDone' as const))
    await story.presses('adele', 'deactivate', request)
    await waits(2)
    expect(story.platform.seenBy('channel:alerts')).toEqual([])
    await waits(4)
    expect((await story.newest()).status).toBe('ending')
    expect(story.platform.seenBy('channel:alerts')).toMatchObject([{ card: 'alert', alert: 'endingStuck' }])
    expect(story.platform.seenBy('adele')).toContainEqual(
      expect.objectContaining({ card: 'request', ending: expect.objectContaining({ stuck: true }) }),
    )
    await waits(10)
    expect((await story.newest()).status).toBe('deactivated')
    expect(story.platform.seenBy('channel:alerts')).toHaveLength(1)
    expect(await assignments()).toBe(0)
  })

  it('no answer at the end: nothing is announced until there is one', async () => {
    await begin()
    await approved()
    await story.passes('PT59M')
    faulty.rates({ reads: 1 })
    await waits(3)
    expect((await story.newest()).status).toBe('active')
    faulty.heal()
    await waits(2)
    expect((await story.newest()).status).toBe('expired')
  })

  it('removed by somebody in the directory: noticed, after a second look', async () => {
    await begin()
    const request = await approved()
    const { requesterId: personId, terms, id: key } = request
    await story.directory.deactivate({ key, personId, activatable: terms.activatable })
    await waits(6)
    expect(await story.newest()).toMatchObject({ status: 'revoked', outcome: { by: { kind: 'directory' } } })
    expect(story.lastSeenBy('channel:alerts')).toMatchObject({ alert: 'removedOutside' })
  })

  it('activated by somebody round Elevate: told once, left alone', async () => {
    await begin()
    const { activatable } = (await story.directory.eligibleAssignments('adele'))[0] ?? {}
    if (!activatable) throw new Error('adele is eligible for nothing')
    const order = { personId: 'adele', activatable, latestEnd: null, justification: 'portal', ticket: null }
    await story.directory.activate({ ...order, key: 'elsewhere', duration: 'PT4H' as never })
    await waits(11)
    const alerts = story.platform.seenBy('channel:alerts')
    expect(alerts).toMatchObject([{ alert: 'wentRound', state: 'open', params: { person: 'Adele' } }])
    expect((await story.auditTypes()).filter((type) => type === 'assignmentFoundOutside')).toHaveLength(1)
    expect(await assignments()).toBe(1)
  })
})

describe('a store that fails', () => {
  /** Every write fails from the moment it is told to. */
  function failing(): { readonly wrap: (store: RequestStore) => RequestStore; broken: boolean } {
    const state = {
      broken: false,
      wrap: (store: RequestStore): RequestStore => {
        const refuse = () => Promise.reject(new StoreUnavailable('disk full'))
        return new Proxy(store, {
          get: (target, name, receiver) => {
            const isWrite = ['save', 'receive', 'settleEffect', 'deferDelivery'].includes(String(name))
            return isWrite && state.broken ? refuse : Reflect.get(target, name, receiver)
          },
        })
      },
    }
    return state
  }

  it('refuses a delivery before it is acknowledged, and nothing is half done', async () => {
    const disk = failing()
    await begin({ wrapStore: disk.wrap })
    const request = await pending()
    disk.broken = true
    await expect(story.presses('alex', 'approve', request)).rejects.toThrow(StoreUnavailable)
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval', votes: [] })
    expect(await assignments()).toBe(0)
    disk.broken = false
    await story.presses('alex', 'approve', request)
    expect((await story.newest()).status).toBe('active')
  })

  it('activates nothing when the attempt cannot be recorded first', async () => {
    const disk = failing()
    await begin({ wrapStore: disk.wrap })
    const request = await pending()
    const raw = { from: 'alex', verb: 'approve', requestId: request.id, termsVersion: 1, inputs: {} }
    await story.engine.receive({ platform: 'web', deliveryKey: 'last', receivedAt: story.engine.now(), raw })
    disk.broken = true
    await story.clock.advance(3000)
    expect(await assignments()).toBe(0)
    disk.broken = false
    await waits(3)
    expect((await story.newest()).status).toBe('active')
    expect(await assignments()).toBe(1)
  })
})

describe('a chat platform that fails', () => {
  it('a recipient who cannot be reached is known, shown to the others, and told to nobody who need not act', async () => {
    await begin()
    story.platform.answerWith(({ address }) =>
      address === 'megan' ? { outcome: 'unreachable', reason: 'blocked' } : null,
    )
    await pending()
    const references = await story.sqlite.store.messageReferences((await story.newest()).id)
    expect(references.find(({ key }) => key.startsWith('card:') && key.includes('megan'))).toMatchObject({
      unreachable: 'blocked',
      messageId: null,
    })
    await story.presses('alex', 'approveLess', await story.newest(), { duration: 'PT15M' })
    expect(story.platform.seenBy('channel:alerts')).toEqual([])
    expect(story.platform.seenBy('alex')[0]).toMatchObject({
      approvals: { reached: { reached: 1, asked: 2 }, unreached: [{ id: 'megan' }] },
    })
  })

  it('cards reach their newest face when it answers again', async () => {
    await begin()
    const request = await pending()
    story.platform.answerWith(() => ({ outcome: 'retry', notBefore: null, reason: 'down' }))
    await story.presses('alex', 'approve', request)
    expect((await story.newest()).status).toBe('active')
    expect(story.platform.seenBy('adele')[0]).toMatchObject({ status: 'pendingApproval' })
    story.platform.answerWith(null)
    await waits(2)
    expect(story.platform.seenBy('adele')[0]).toMatchObject({ status: 'active' })
    expect(story.platform.seenBy('megan')).toMatchObject([{ card: 'approval', status: 'active', actions: [] }])
  })
})
