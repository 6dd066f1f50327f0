import { afterEach, describe, expect, test } from 'vitest'
import { DIRECTORY_SCOPE, MINUTE } from '../../bot/index.ts'
import { exchange, onCall } from '../directory/fixture.ts'
import { startTenant, type Tenant, throttled } from './graph/tenant.ts'

const ROLES = '/v1.0/roleManagement/directory'
const REQUESTS = `${ROLES}/roleAssignmentScheduleRequests`
const READ = ['RoleManagement.Read.Directory', 'RoleManagementPolicy.Read.Directory']
const WRITE = [...READ, 'RoleAssignmentSchedule.ReadWrite.Directory']

let tenant: Tenant
let time = Date.UTC(2026, 8, 1, 8)
afterEach(async () => {
  await tenant.close()
})

async function open(permissions = WRITE) {
  time = Date.UTC(2026, 8, 1, 8)
  tenant = await startTenant({ now: () => time, permissions })
  for (const id of ['adele', 'alex']) tenant.user(id)
  tenant.role(exchange.roleDefinitionId, 'Exchange Administrator')
  tenant.group(onCall.groupId)
  tenant.eligible('adele', exchange)
  tenant.eligible('adele', onCall)
  const app = tenant.token({ kind: 'app', id: 'app' })
  const adele = tenant.token({ kind: 'user', id: 'adele' })
  const alex = tenant.token({ kind: 'user', id: 'alex' })
  return { app, adele, alex }
}

async function ask(token: string, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(tenant.graphUrl + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

function request(action: string, duration = 'PT1H', fields: object = {}) {
  const target = { roleDefinitionId: exchange.roleDefinitionId, directoryScopeId: DIRECTORY_SCOPE }
  const scheduleInfo = {
    startDateTime: new Date(time).toISOString(),
    expiration: { type: 'afterDuration', duration },
  }
  const schedule = /Remove|Deactivate/.test(action) ? {} : { scheduleInfo }
  return { action, principalId: 'adele', justification: 'INC-1', ...target, ...schedule, ...fields }
}

const codeOf = (answer: { body: { error?: { code: string } } }) => answer.body.error?.code

describe('the fake of Graph', () => {
  test.each([
    ['error500After', 500],
    ['resetAfter', null],
  ] as const)('carries out what it answers with %s, alone and in a batch', async (kind, status) => {
    const { adele, app } = await open()
    tenant.graph.faults.fail('POST', 'ScheduleRequests', { kind })
    const answered = await ask(adele, 'POST', REQUESTS, request('selfActivate')).catch(() => ({ status: null }))
    expect(answered.status).toBe(status)
    expect(tenant.inForce('adele')).toHaveLength(1)

    tenant.graph.faults.fail('GET', 'roleDefinitions', { kind })
    const requests = [{ id: '0', method: 'GET', url: '/roleManagement/directory/roleDefinitions' }]
    const { body } = await ask(app, 'POST', '/v1.0/$batch', { requests })
    expect(body.responses).toMatchObject([{ status: 500 }])
  })

  test('activates for the person who is signed in, and shows it', async () => {
    const { adele, app } = await open()

    const made = await ask(adele, 'POST', REQUESTS, request('selfActivate'))
    const read = await ask(app, 'GET', `${ROLES}/roleAssignmentScheduleInstances?$filter=principalId eq 'adele'`)

    expect(made).toMatchObject({ status: 201, body: { status: 'Provisioned', action: 'SelfActivate' } })
    expect(read.body.value).toMatchObject([
      { assignmentType: 'Activated', roleAssignmentScheduleId: made.body.id, directoryScopeId: '/' },
    ])
    expect(tenant.graph.violations).toEqual([])
  })

  test.each([
    ['for somebody else', 'alex', request('selfActivate'), 403, 'RoleAssignmentRequestNotPermitted'],
    ['by an application', 'app', request('selfActivate'), 403, 'RoleAssignmentRequestNotPermitted'],
    ['under five minutes', 'adele', request('selfActivate', 'PT4M'), 400, 'ActiveDurationTooShort'],
    ['above the maximum', 'adele', request('selfActivate', 'PT9H'), 400, 'RoleAssignmentRequestPolicyValidationFailed'],
    ['of what is not held', 'app', request('adminRemove'), 400, 'RoleAssignmentDoesNotExist'],
    ['for nobody', 'app', request('adminAssign', 'PT1H', { principalId: 'nobody' }), 404, 'SubjectNotFound'],
  ])('refuses %s, and assigns nothing', async (_why, who, body, status, code) => {
    const tokens = await open()
    const token = tokens[who as keyof typeof tokens]

    const answer = await ask(token, 'POST', REQUESTS, body)

    expect([answer.status, codeOf(answer)]).toEqual([status, code])
    expect(tenant.inForce()).toEqual([])
  })

  test('lets a running activation neither be repeated nor ended in its first five minutes', async () => {
    const { adele, app } = await open()
    await ask(adele, 'POST', REQUESTS, request('selfActivate'))

    expect(codeOf(await ask(adele, 'POST', REQUESTS, request('selfActivate')))).toBe('RoleAssignmentExists')
    expect(codeOf(await ask(app, 'POST', REQUESTS, request('adminRemove')))).toBe('ActiveDurationTooShort')
    time += 5 * MINUTE
    const ended = await ask(app, 'POST', REQUESTS, request('adminRemove'))

    expect(ended).toMatchObject({ status: 201, body: { status: 'Revoked', targetScheduleId: null } })
    expect(tenant.inForce()).toEqual([])
  })

  test('demands the authentication context with the claims to ask for, and cp1 beside it', async () => {
    const { adele } = await open()
    tenant.policy(exchange, { authenticationContext: 'c1' })
    const halfway = tenant.token({ kind: 'user', id: 'adele', acrs: ['c1'] })
    const right = tenant.token({ kind: 'user', id: 'adele', acrs: ['c1'], capabilities: ['cp1'] })

    const refused = await ask(adele, 'POST', REQUESTS, request('selfActivate'))

    expect(codeOf(refused)).toBe('RoleAssignmentRequestAcrsValidationFailed')
    expect(refused.body.error.message).toContain('claims=%7B%22access_token')
    expect((await ask(halfway, 'POST', REQUESTS, request('selfActivate'))).status).toBe(400)
    expect((await ask(right, 'POST', REQUESTS, request('selfActivate'))).status).toBe(201)
  })

  test('waits for an approver, whose first decision counts', async () => {
    const { adele, alex } = await open()
    tenant.policy(exchange, { approvers: [{ userId: 'alex' }] })
    const made = await ask(adele, 'POST', REQUESTS, request('selfActivate'))
    const approval = `/beta/roleManagement/directory/roleAssignmentApprovals/${made.body.approvalId}`
    const { body } = await ask(alex, 'GET', approval)
    const decision = { reviewResult: 'Approve', justification: 'fine' }
    const decide = (token: string) => ask(token, 'PATCH', `${approval}/steps/${body.steps[0].id}`, decision)

    expect(made.body.status).toBe('PendingApproval')
    expect((await decide(adele)).status).toBe(403)
    expect((await decide(alex)).status).toBe(204)
    expect((await decide(alex)).status).toBe(409)
    expect(tenant.inForce('adele')).toHaveLength(1)
    expect(tenant.graph.violations).toEqual([])
  })

  test('answers the permission that is missing nested, and takes Remove for removing only', async () => {
    const { app } = await open([...READ, 'RoleAssignmentSchedule.Remove.Directory'])

    const refused = await ask(app, 'POST', REQUESTS, request('adminAssign'))

    expect([refused.status, codeOf(refused)]).toEqual([403, 'UnknownError'])
    expect(JSON.parse(refused.body.error.message)).toMatchObject({ errorCode: 'PermissionScopeNotGranted' })
    expect(codeOf(await ask(app, 'POST', REQUESTS, request('adminRemove')))).toBe('RoleAssignmentDoesNotExist')
  })

  test('shows late what it did, in pages, and refuses $top and lists without their scope', async () => {
    const { adele, app } = await open()
    tenant.lag({ appearsAfterMs: 30_000 })
    tenant.graph.pageSize = 1
    await ask(adele, 'POST', REQUESTS, request('selfActivate'))
    const instances = `${ROLES}/roleAssignmentScheduleInstances`

    expect((await ask(app, 'GET', instances)).body.value).toEqual([])
    time += 30_000
    expect((await ask(app, 'GET', instances)).body.value).toHaveLength(1)
    expect(codeOf(await ask(app, 'GET', `${ROLES}/roleDefinitions?$top=5`))).toBe('Request_UnsupportedQuery')
    expect(codeOf(await ask(app, 'GET', '/v1.0/policies/roleManagementPolicyAssignments'))).toBe('MissingProvider')
  })

  test('answers a batch item by item, and goes wrong as told', async () => {
    const { app } = await open()
    tenant.graph.faults.fail('GET', 'roleDefinitions', throttled('3'))
    const urls = [
      '/roleManagement/directory/roleDefinitions',
      '/roleManagement/directory/roleAssignmentScheduleInstances',
    ]

    const { body } = await ask(app, 'POST', '/v1.0/$batch', {
      requests: urls.map((url, index) => ({ id: String(index), method: 'GET', url })),
    })

    expect(body.responses.map(({ id, status }: { id: string; status: number }) => [id, status])).toEqual([
      ['1', 200],
      ['0', 429],
    ])
    expect(body.responses[1].headers).toEqual({ 'retry-after': '3' })
  })
})
