import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../attacks/call.ts'
import { refusedAtTheDoor, startTeamsTarget, type TeamsTarget } from './attack-target.ts'
import { type Activity, message } from './rig/activities.ts'
import { APP_ID } from './rig/people.ts'

let target: TeamsTarget
beforeAll(async () => {
  target = await startTeamsTarget()
})
afterAll(() => target.close())

const asks = (): Activity => {
  const adele = target.person('adele')
  const at = target.rig.driver.where(adele, target.rig.personal(adele), target.rig.connector.nextId())
  return message(at, 'mine')
}

afterEach(async () => {
  // Whatever was sent: the server is there, and takes what is right.
  expect((await target.types('adele', 'mine')).status).toBe(200)
})

const BODIES: readonly (readonly [name: string, body: () => string, status: number])[] = [
  ['an empty object', () => '{}', 400],
  ['null', () => 'null', 400],
  ['a list', () => '[]', 400],
  ['a list of activities', () => JSON.stringify([asks()]), 400],
  ['a string', () => '"message"', 400],
  ['a number', () => '7', 400],
  ['nothing', () => '', 400],
  ['not JSON', () => '{"type": "message"', 400],
  ['a form', () => 'type=message&text=mine', 400],
  ['an unknown type', () => withField('type', 'contactRelationUpdateX'), 400],
  ['a type that is a list', () => withField('type', ['message']), 400],
  ['a type that is an object', () => withField('type', { toString: 'message' }), 400],
  ['an empty type', () => withField('type', ''), 400],
  ['no sender', () => withField('from', undefined), 400],
  ['a sender without an account', () => withField('from', {}), 400],
  ['a sender without an object id', () => withField('from', { id: '29:1', name: 'Adele' }), 400],
  ['an object id that is a path', () => withField('from', { id: '29:1', aadObjectId: '../../adele' }), 400],
  ['no conversation', () => withField('conversation', undefined), 400],
  ['no id, so that it could be sent again', () => withField('id', undefined), 400],
  ['an id that is an object', () => withField('id', { $gt: '' }), 400],
  ['a text that is an object', () => withField('text', { toString: 1 }), 400],
  [
    'an invoke of an unknown name',
    () => JSON.stringify({ ...asks(), type: 'invoke', name: 'signin/verifyState' }),
    400,
  ],
  ['an invoke without a value', () => invoke(undefined), 400],
  ['an invoke of null', () => invoke(null), 400],
  ['an invoke of an unknown verb', () => invoke({ action: execute('grant', { verb: 'grant' }) }), 400],
  ['an invoke whose two verbs differ', () => invoke({ action: execute('cancel', { verb: 'approve' }) }), 400],
  ['an invoke whose data is a list', () => invoke({ action: execute('approve', [{ verb: 'approve' }]) }), 400],
  ['a request id that is an object', () => pressed({ requestId: { $ne: null } }), 400],
  ['a request id of a megabyte', () => pressed({ requestId: 'x'.repeat(200_000) }), 400],
  ['a version that is no number', () => pressed({ termsVersion: '1 OR 1=1' }), 400],
  ['a version below zero', () => pressed({ termsVersion: -1 }), 400],
  ['a reason that is an object', () => pressed({ reason: { a: 1 } }), 400],
  ['more than a message may have', () => withField('text', 'x'.repeat(300_000)), 413],
  [
    'nested a hundred thousand deep',
    () => `{"type":"message","value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    400,
  ],
  ['nested a hundred deep', () => withField('value', JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`)), 400],
]

function withField(name: string, value: unknown): string {
  return JSON.stringify({ ...asks(), [name]: value })
}
function invoke(value: unknown): string {
  return JSON.stringify({ ...asks(), type: 'invoke', name: 'adaptiveCard/action', replyToId: '1', value })
}
function execute(verb: string, data: unknown) {
  return { type: 'Action.Execute', id: '', verb, data }
}
function pressed(data: object): string {
  const whole = { verb: 'approve', requestId: 'EL-0000', termsVersion: 1, ...data }
  return invoke({ action: execute('approve', whole), trigger: 'manual' })
}

describe('a body that is none of Teams’, with a token that is good', () => {
  it.each(BODIES)('%s', async (_, body, status) => {
    const lines = target.said.length
    const sent = body()
    expect(await target.attempt(() => target.rig.driver.post(sent))).toEqual(refusedAtTheDoor(status))
    expect(target.said.slice(lines).join('\n')).toContain('was refused')
  })
})

describe('the same without a token', () => {
  it.each(BODIES.slice(0, 12))('%s', async (_, body) => {
    const sent = body()
    const attempted = await target.attempt(() => target.rig.driver.post(sent, { token: null }))
    expect(attempted).toEqual(refusedAtTheDoor(401))
  })
})

describe('a request of another kind', () => {
  const headers = async () => {
    const token = await target.rig.issuer.sign({ aud: APP_ID, serviceurl: target.rig.connector.serviceUrl })
    return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  }
  const sends = async (more: Partial<Parameters<typeof call>[1]>) =>
    call(target.port(), { method: 'POST', path: '/api/messages', headers: await headers(), ...more })

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('by %s', async (method) => {
    expect((await sends({ method })).status).toBe(405)
  })

  it('as another type of content', async () => {
    const body = JSON.stringify(asks())
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json5', '']) {
      const answer = await sends({ body, headers: { ...(await headers()), 'content-type': type } })
      expect(answer.status).toBe(400)
    }
  })

  it('in bytes that are no text', async () => {
    const bytes = Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')])
    expect((await sends({ body: bytes })).status).toBe(400)
  })

  it('says nothing of what is behind it', async () => {
    const answer = await sends({ body: '{"type":7}' })
    expect(answer.body).not.toMatch(/zod|stack|node_modules|at \w+ \(|expected/i)
    expect(Object.keys(answer.headers)).not.toContain('x-powered-by')
  })
})

describe('prototypes', () => {
  it('are nobody’s to change', async () => {
    const body = JSON.stringify(asks()).replace(
      '{',
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},',
    )
    expect((await target.rig.driver.post(body)).status).toBe(200)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
  })
})
