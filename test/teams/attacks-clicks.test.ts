import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  about,
  type PressOptions,
  refusedAtTheDoor,
  refusedWith,
  startTeamsTarget,
  type TeamsTarget,
} from './attack-target.ts'
import { type Activity, eventId, execute } from './rig/activities.ts'
import { cardAnswered } from './rig/clients.ts'
import { actionsIn, type Seen } from './rig/driver.ts'
import { OTHER_TENANT, teamsPerson } from './rig/people.ts'

let target: TeamsTarget
beforeAll(async () => {
  target = await startTeamsTarget()
})
afterAll(() => target.close())

const pressing = (name: string, verb: string, data: object, options: PressOptions = {}) =>
  target.attempt(() => target.presses(name, verb, data, options))
const typing = (name: string, text: string) => target.attempt(() => target.types(name, text))

/** Taken for Teams', and a look at something, which is stored nowhere. */
const LOOKED = { statuses: [200], stored: 0, audit: [], changes: [] }

describe('a click by somebody who may not', () => {
  let id: string
  beforeAll(async () => {
    id = (await target.pending()).id
  })

  it.each(['lidia', 'pradeep'])('%s, who is no approver, approves', async (name) => {
    expect(await pressing(name, 'approve', about(id))).toEqual(refusedWith('notApprover'))
    expect(await pressing(name, 'approve', about(id), { isSubmit: true })).toEqual(refusedWith('notApprover'))
    expect(await typing(name, `approve ${id}`)).toEqual(refusedWith('notApprover'))
  })

  it('the requester approves their own', async () => {
    expect(await pressing('adele', 'approve', about(id))).toEqual(refusedWith('ownRequest'))
    expect(await typing('adele', `approve ${id}`)).toEqual(refusedWith('ownRequest'))
  })

  it('somebody else cancels, asks again, or reports it as not theirs', async () => {
    for (const verb of ['cancel', 'deactivate', 'again', 'notMe']) {
      expect(await pressing('lidia', verb, about(id))).toEqual(refusedWith('notAllowed'))
    }
    expect(target.snapshot().events.some(({ type }) => type === 'personBlocked')).toBe(false)
  })

  it('somebody presses a command that is not theirs to give', async () => {
    const said = { requestId: null, termsVersion: null, text: `/elevate approve ${id}` }
    expect(await pressing('lidia', 'say', said)).toEqual(refusedWith('notApprover'))
    expect(await pressing('lidia', 'confirmClock', about(id))).toEqual(refusedWith('notAllowed'))
  })

  it('an account that is linked to nobody, of a person who may approve', async () => {
    expect(await pressing('emeric', 'approve', about(id))).toEqual(refusedWith('strangerRefused'))
    expect(await typing('emeric', `approve ${id}`)).toEqual(refusedWith('strangerRefused'))
  })

  it('a guest, who has an account in the tenant and is linked to nobody', async () => {
    target.rig.person('guest', { userRole: 'guest', userPrincipalName: 'guest_other.example#EXT#@nordet.example' })
    expect(await pressing('guest', 'approve', about(id))).toEqual(refusedWith('strangerRefused'))
  })

  it('somebody of another tenant, with the object id of an approver', async () => {
    const { oid } = target.person('alex')
    const federated = teamsPerson('federated', { oid, tenantId: OTHER_TENANT })
    const at = target.rig.driver.where(federated, target.rig.personal(federated), eventId())
    const click = execute(at, '1', { verb: 'approve', data: { verb: 'approve', ...about(id) }, trigger: 'manual' })
    expect(await target.attempt(() => target.rig.driver.send(click))).toEqual(refusedAtTheDoor(403))
  })

  const named: readonly (readonly [name: string, change: (activity: Activity) => Activity])[] = [
    ['a display name', (activity) => ({ ...activity, from: { ...Object(activity['from']), name: 'Alex Wilber' } })],
    [
      'a user principal name',
      (activity) => ({
        ...activity,
        from: { ...Object(activity['from']), userPrincipalName: 'alex@nordet.example', email: 'alex@nordet.example' },
      }),
    ],
    [
      'an account of Teams',
      (activity) => ({ ...activity, from: { ...Object(activity['from']), id: target.person('alex').mri } }),
    ],
    [
      'a second sender',
      (activity) => ({
        ...activity,
        sender: { aadObjectId: target.person('alex').oid },
        onBehalfOf: [{ mri: target.person('alex').mri }],
      }),
    ],
    [
      'a sender in the data',
      (activity) =>
        withData(activity, { personId: 'alex', viewer: 'alex', from: { aadObjectId: target.person('alex').oid } }),
    ],
  ]
  it.each(named)('somebody who borrows %s of an approver', async (_, change) => {
    const sent = (activity: Activity) => change(activity)
    const tried = await pressing('lidia', 'approve', about(id), { change: sent })
    expect(tried).toEqual(refusedWith('notApprover'))
    expect(target.request(id).votes).toEqual([])
  })

  it('an approver does what all of these could not', async () => {
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
  })
})

function withData(activity: Activity, more: object): Activity {
  const { action } = Object(activity['value'])
  return {
    ...activity,
    value: { ...Object(activity['value']), action: { ...action, data: { ...action.data, ...more } } },
  }
}

describe('a stale or tampered click', () => {
  it('on terms of another version', async () => {
    const { id } = await target.pending()
    for (const version of [0, 2, 4_294_967_296]) {
      expect(await pressing('alex', 'approve', about(id, version))).toEqual(refusedWith('staleCard'))
    }
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
    expect(await pressing('megan', 'approve', about(id))).toEqual(refusedWith('alreadyDecided'))
  })

  it('on a request that was canceled, and one after it with the same terms', async () => {
    const { id } = await target.pending()
    const next = await target.pending()
    expect(target.request(id).status).toBe('canceled')
    expect(await pressing('alex', 'approve', about(id))).toEqual(refusedWith('alreadyDecided'))
    expect(target.request(next.id).votes).toEqual([])
  })

  it('brings terms of its own, and none of them counts', async () => {
    const { id } = await target.pending()
    const terms = {
      activatable: 'role:62e90394-69f5-4237-9190-012177145e10:/',
      duration: 'PT8H',
      role: 'Global Administrator',
    }
    await target.presses('alex', 'approve', { ...about(id), ...terms })
    await target.becomes(id, 'active')
    expect(JSON.stringify(target.request(id).terms)).not.toContain('PT8H')
    expect(
      target
        .snapshot()
        .activations.map(({ key }) => key)
        .join(),
    ).not.toContain('62e90394')
  })

  it('is sent twice by a client that waited too long: it counts once', async () => {
    const { id } = await target.pending()
    const alex = target.person('alex')
    const at = target.rig.driver.where(alex, target.rig.personal(alex), eventId())
    const data = { verb: 'approve', ...about(id) }
    const click = execute(at, '1', { verb: 'approve', data, trigger: 'manual' })
    const answers = await Promise.all([1, 2, 3].map(() => target.rig.driver.send(click)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    await target.becomes(id, 'active')
    expect(await target.attempt(() => target.rig.driver.send(click))).toEqual(LOOKED)
    expect(target.request(id).votes).toHaveLength(1)
  })

  it('takes the id of a delivery from another conversation, and both are taken', async () => {
    const [adele, alex] = [target.person('adele'), target.person('alex')]
    const id = target.rig.connector.nextId()
    const taken = await target.attempt(async () => [
      await target.rig.driver.types(adele, 'mine', { change: (activity) => ({ ...activity, id }) }),
      await target.rig.driver.types(alex, 'mine', { change: (activity) => ({ ...activity, id }) }),
    ])
    expect(taken.stored).toBe(2)
  })

  it('presses twenty times at once: one vote', async () => {
    const { id } = await target.pending('Security Administrator', 'adele').catch(() => target.pending())
    const votes = Array.from({ length: 20 }, () => target.presses('alex', 'approve', about(id)))
    expect((await Promise.all(votes)).every(({ status }) => status === 200)).toBe(true)
    await target.settle()
    expect(target.request(id).votes.length).toBe(1)
  })
})

describe('a look at a card', () => {
  let id: string
  let alexSees: Seen
  beforeAll(async () => {
    id = (await target.pending()).id
    await target.quiet()
    alexSees = cardAbout('alex')
  })

  /** The newest card about the request in somebody's own chat. */
  function cardAbout(name: string): Seen {
    const person = target.person(name)
    const all = target.rig.clients.seesAtFirst(person, target.rig.personal(person))
    const found = all.findLast(({ card }) => JSON.stringify(card).includes(id))
    if (!found) throw new Error(`${name} has no card about ${id}`)
    return found
  }

  const looks = (name: string, seen: Seen, where = seen.conversation) => {
    const asking = { ...seen, person: target.person(name), conversation: where }
    return target.rig.driver.refreshes(asking)
  }

  it('by its approver shows the buttons', async () => {
    const { json } = await looks('alex', alexSees)
    expect(actionsIn(cardAnswered(json), 'Action.Execute').map(({ verb }) => verb)).toContain('approve')
  })

  it.each(['lidia', 'emeric', 'disabled'])('by %s, whose card it is not, shows nothing of it', async (name) => {
    const where = target.rig.personal(target.person(name))
    for (const place of [alexSees.conversation, where]) {
      const { status, json, text } = await looks(name, alexSees, place)
      expect(status).toBe(200)
      expect(cardAnswered(json)).toBeNull()
      expect(text).not.toContain(id)
      expect(text).not.toContain('Exchange')
    }
  })

  it('by its approver from another conversation shows nothing there', async () => {
    const { json, text } = await looks('alex', alexSees, target.feed)
    expect(cardAnswered(json)).toBeNull()
    expect(text).not.toContain(id)
  })

  it('under a key that was guessed shows nothing', async () => {
    const alex = target.person('alex')
    for (const card of [id, `request:${id}`, '', '../', 'x'.repeat(24)]) {
      const at = target.rig.driver.where(alex, target.rig.personal(alex), eventId())
      const data = { verb: 'refresh', card }
      const { json } = await target.rig.driver.send(execute(at, '1', { verb: 'refresh', data, trigger: 'automatic' }))
      expect(cardAnswered(json)).toBeNull()
    }
  })

  it('changes nothing, however often', async () => {
    const looked = await target.attempt(() => Promise.all(Array.from({ length: 10 }, () => looks('alex', alexSees))))
    expect(looked).toEqual({ ...LOOKED, statuses: Array.from({ length: 10 }, () => 200) })
  })

  it('does not hand a card of one person to another by its message id', async () => {
    const posted = target.rig.connector.of('update').length
    await target.attempt(() => looks('lidia', { ...alexSees, message: { ...alexSees.message, id: '42' } }))
    await target.quiet()
    expect(target.rig.connector.of('update').length).toBe(posted)
  })
})

describe('text that pretends', () => {
  it('to be a mention of the app, typed by hand, is text', async () => {
    const { id } = await target.pending()
    const words = await typing('lidia', `<at>Elevate</at> approve ${id}`)
    expect(words.changes).toEqual([])
    expect(target.request(id).votes).toEqual([])
  })

  it('to be a slash command of somebody else counts for who sent it', async () => {
    const { id } = await target.pending()
    const change = (activity: Activity) => ({
      ...activity,
      recipient: { ...Object(activity['recipient']), isTargeted: true, id: target.person('alex').mri },
    })
    const tried = await target.attempt(() =>
      target.rig.driver.slash(target.person('lidia'), target.feed, `approve ${id}`, { change }),
    )
    expect(tried.changes).toEqual([])
    expect(target.request(id).votes).toEqual([])
  })

  it('to speak for a person by mentioning them revokes nobody', async () => {
    const { oid, mri } = target.person('adele')
    const entity = { type: 'mention', mentioned: { id: mri, name: 'adele', aadObjectId: oid }, text: '<at>adele</at>' }
    const change = (activity: Activity) => ({ ...activity, entities: [entity] })
    const tried = await target.attempt(() =>
      target.rig.driver.types(target.person('lidia'), 'revoke <at>adele</at> bored', { change }),
    )
    expect(tried.changes).toEqual([])
  })

  it('the security person’s own revocation by mention works', async () => {
    const { id } = await target.pending()
    const { mri } = target.person('adele')
    const entity = { type: 'mention', mentioned: { id: mri, name: 'adele' }, text: '<at>adele</at>' }
    const change = (activity: Activity) => ({ ...activity, entities: [entity] })
    await target.rig.driver.types(target.person('alex'), 'revoke <at>adele</at> laptop stolen', { change })
    await target.becomes(id, 'revoked')
  })
})

describe('secrets', () => {
  it('of the app are in no line of the log', () => {
    const log = target.said.join('\n')
    for (const { authorization } of target.rig.connector.calls) {
      if (authorization) expect(log).not.toContain(authorization.replace('Bearer ', ''))
    }
    expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{20}/)
  })

  it('of the app went to nobody but Teams', () => {
    expect(target.canary.requests).toEqual([])
    expect(target.rig.connector.of('unknown')).toEqual([])
  })
})
