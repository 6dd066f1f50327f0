import { afterEach, describe, expect, it } from 'vitest'
import type { ActivateOutcome, Directory } from '../../bot/ports/directory.ts'
import { approvedIn, LINE, pendingIn, type Story, type StoryOptions, tellStory } from './story.ts'

/** Activations are the requester's own: the directory takes a call only with the sign-in it was given for it. */

let story: Story
afterEach(() => story.end())

const signedIn = new Set<string>()
let calls: string[]
let answers: ActivateOutcome[]

function delegated(inner: Directory): Directory {
  return {
    ...inner,
    activation: 'delegated',
    async activate(order) {
      calls.push(order.key)
      if (!signedIn.delete(order.key)) return { outcome: 'needsSignIn', challenge: null }
      const answer = answers.shift()
      return answer ?? inner.activate(order)
    },
  }
}

async function begin(options: StoryOptions = {}): Promise<void> {
  calls = []
  answers = []
  signedIn.clear()
  story = await tellStory({ wrapDirectory: delegated, ...options })
}

async function signsIn(who = 'adele'): Promise<string> {
  const { id } = await story.newest()
  signedIn.add(id)
  const outcome = await story.engine.proveIdentity({ kind: 'activate', requestId: id }, who, 'oidc')
  await story.settles()
  return outcome.outcome === 'accepted' ? 'accepted' : outcome.refusal.code
}

describe('delegated activation', () => {
  it('asks for approval first, without a proof of its own, and then for the sign-in that activates', async () => {
    await begin({ enrolled: () => false })
    await story.says('adele', LINE)
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval', proof: null })
    await story.presses('alex', 'approve', await story.newest())
    expect(await story.newest()).toMatchObject({ status: 'approved', signIn: { challenge: null, unsettled: false } })
    expect(calls).toEqual([])
    expect(await story.holds('adele')).toBe(false)
    const [card, notice] = story.platform.seenBy('adele')
    const link = `https://elevate.example/verify/activate-${(await story.newest()).id}-adele`
    expect(card).toMatchObject({ card: 'request', awaitsSignIn: true, verifyUrl: link })
    expect(notice).toMatchObject({ card: 'notice', notice: 'signIn', verifyUrl: link })

    expect(await signsIn()).toBe('accepted')
    expect(await story.newest()).toMatchObject({ status: 'active', proof: { method: 'oidc' }, signIn: null })
    expect(await story.holds('adele')).toBe(true)
    expect(story.platform.seenBy('adele')[0]).toMatchObject({ status: 'active', awaitsSignIn: false, verifyUrl: null })
    expect(story.platform.seenBy('adele')[1]).toMatchObject({ notice: 'decided', status: 'active', verifyUrl: null })
  })

  it('waits for the sign-in at once where no approval is asked', async () => {
    await begin()
    await story.says('adele', '/elevate User Administrator 1h INC-1234')
    expect(await story.newest()).toMatchObject({ status: 'approved', signIn: { unsettled: false } })
    expect(calls).toEqual([])
    await signsIn()
    expect(await story.holds('adele', 'User Administrator')).toBe(true)
  })

  it('takes the sign-in of nobody else', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    expect(await signsIn('alex')).toBe('notRequester')
    expect(await story.newest()).toMatchObject({ status: 'approved', proof: null })
    expect(calls).toEqual([])
  })

  it('takes no sign-in before the approval', async () => {
    await begin()
    await pendingOf()
    expect(await signsIn()).toBe('wrongStatus')
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval' })
    expect(await story.holds('adele')).toBe(false)
  })

  it('asks the settings and the directory once more when the sign-in comes', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    await story.says('pradeep', 'elevate away until tomorrow')
    await story.presses('alex', 'takeBack', await story.newest())
    expect(await signsIn()).toBe('wrongStatus')
    expect(await story.newest()).toMatchObject({ status: 'revoked' })
    expect(calls).toEqual([])
  })

  it('times out after an hour without a sign-in, and then takes none', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    await story.passes('PT1H')
    expect(await story.newest()).toMatchObject({ status: 'timedOut' })
    const told = story.platform.seenBy('adele').map((view) => ('verifyUrl' in view ? view.verifyUrl : null))
    expect(new Set(told)).toEqual(new Set([null]))
    expect(await signsIn()).toBe('wrongStatus')
    expect(await story.holds('adele')).toBe(false)
  })

  it('keeps what the directory wants of the next sign-in, and counts the last one for nothing', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    const challenge = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    answers = [{ outcome: 'needsSignIn', challenge }]
    await signsIn()
    expect(await story.newest()).toMatchObject({ status: 'approved', proof: null, signIn: { challenge } })
    expect(await story.holds('adele')).toBe(false)
    await signsIn()
    expect(await story.newest()).toMatchObject({ status: 'active' })
  })

  it('asks for a sign-in again two minutes after a call that came to nothing, and says so', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    answers = [{ outcome: 'unknown', reason: 'timeout' }]
    await signsIn()
    expect(await story.newest()).toMatchObject({ status: 'provisioning', provisioning: { outcome: 'unknown' } })
    await story.passes('PT3M')
    expect(await story.newest()).toMatchObject({ status: 'approved', proof: null, signIn: { unsettled: true } })
    const notices = () => story.platform.seenBy('adele').filter((view) => view.card === 'notice')
    expect(notices()).toMatchObject([{ notice: 'signIn' }, { notice: 'signIn' }])
    await signsIn()
    expect(await story.newest()).toMatchObject({ status: 'active' })
    const over = { notice: 'decided', verifyUrl: null }
    expect(notices()).toMatchObject([over, over, { notice: 'activated' }])
  })

  it('removes what an unanswered call may still bring about when it is canceled meanwhile', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    answers = [{ outcome: 'unknown', reason: 'timeout' }]
    await signsIn()
    await story.passes('PT3M')
    await story.presses('adele', 'cancel', await story.newest())
    expect(await story.newest()).toMatchObject({ status: 'ending' })
    await story.passes('PT5M')
    expect(await story.newest()).toMatchObject({ status: 'canceled', endVerifiedAt: expect.any(Number) })
  })

  it('shows active what an unanswered call brought about after all', async () => {
    let late: (() => Promise<unknown>) | null = null
    await begin({
      wrapDirectory: (inner) => ({
        ...delegated(inner),
        activate: async (order) => {
          late = () => inner.activate(order)
          return { outcome: 'unknown', reason: 'timeout' }
        },
      }),
    })
    await story.presses('alex', 'approve', await pendingOf())
    await signsIn()
    await story.passes('PT3M')
    expect(await story.newest()).toMatchObject({ status: 'approved' })
    await (late as (() => Promise<unknown>) | null)?.()
    await story.passes('PT5M')
    expect(await story.newest()).toMatchObject({ status: 'active', windowEndsAt: null })
  })

  it('asks for a sign-in of its own when the activation it follows has ended', async () => {
    await begin()
    await story.presses('alex', 'approve', await pendingOf())
    await signsIn()
    await story.presses('adele', 'again', await story.newest())
    await story.presses('alex', 'approve', await story.newest())
    expect(await story.newest()).toMatchObject({ status: 'approved' })
    expect((await story.newest()).signIn ?? null).toBeNull()
    expect(await signsIn()).toBe('wrongStatus')
    await story.passes('PT1H')
    expect(await story.newest()).toMatchObject({ status: 'approved', signIn: { unsettled: false } })
    await signsIn()
    expect(await story.newest()).toMatchObject({ status: 'active' })
  })
})

async function pendingOf() {
  await story.says('adele', LINE)
  return story.newest()
}

describe('direct activation', () => {
  it('has no use for such a sign-in', async () => {
    await begin({ wrapDirectory: (inner) => inner })
    await pendingIn(story)
    expect(await signsIn()).toBe('wrongStatus')
    expect((await approvedIn(story)).status).not.toBe('approved')
  })
})
