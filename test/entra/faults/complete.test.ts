import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as paths from '../../../adapters/entra/graph/paths.ts'
import { exchange, onCall } from '../story.ts'
import { callsOf } from './calls.ts'
import { MODES } from './lives.ts'
import { CHECK_CALLS, WATCH_CALLS } from './reading-calls.ts'

const ADAPTER = join(import.meta.dirname, '../../../adapters/entra')

/** Every address of Graph that the adapter can make, with arguments as it would give them. */
const ADDRESSES: { readonly [name in keyof typeof paths]: readonly string[] } = {
  USERS: [paths.USERS],
  AUTHENTICATION_CONTEXTS: [paths.AUTHENTICATION_CONTEXTS],
  ACCESS_POLICIES: [paths.ACCESS_POLICIES],
  SUBSCRIPTIONS: [paths.SUBSCRIPTIONS],
  OWN_ALERTS: [paths.OWN_ALERTS],
  user: [paths.user('adele')],
  signInsOf: [paths.signInsOf('adele')],
  plansOf: [paths.plansOf('adele')],
  group: [paths.group('on-call')],
  membersOf: [paths.membersOf('approvers')],
  memberOf: [paths.memberOf('adele')],
  unit: [paths.unit('montreal')],
  eligibleRoles: [paths.eligibleRoles(), paths.eligibleRoles('adele')],
  activeRoles: [paths.activeRoles(), paths.activeRoles('adele', exchange.roleDefinitionId)],
  eligibleInGroup: [paths.eligibleInGroup('on-call')],
  activeInGroup: [paths.activeInGroup('on-call')],
  requests: [paths.requests(exchange), paths.requests(onCall)],
  requestsInGroup: [paths.requestsInGroup('on-call')],
  requestsOf: [paths.requestsOf('adele', exchange), paths.requestsOf('adele', onCall)],
  pimLogSince: [paths.pimLogSince(0)],
  request: [paths.request(exchange, 'r'), paths.request(onCall, 'r')],
  cancellation: [paths.cancellation(exchange, 'r'), paths.cancellation(onCall, 'r')],
  approval: [paths.approval(exchange, 'r'), paths.approval(onCall, 'r')],
  approvalStep: [exchange, onCall].map((what) => paths.approvalStep(what, paths.approval(what, 'r'), 's')),
  policyOf: [paths.policyOf(exchange), paths.policyOf(onCall)],
}

/** What is sent there; everything else is read. */
const SENT: { readonly [name in keyof typeof paths]?: readonly string[] } = {
  requests: ['GET', 'POST'],
  cancellation: ['POST'],
  approvalStep: ['PATCH'],
}

const sources = readdirSync(ADAPTER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('paths.ts'))
  .map((file) => ({ file, text: readFileSync(join(ADAPTER, file), 'utf8') }))

test('every call to Graph that the code can make is in the fault matrix', () => {
  const tried = [
    ...MODES.flatMap((mode) => callsOf(mode)).map(({ method, path }) => ({ method, path, query: /^/ })),
    ...[...WATCH_CALLS, ...CHECK_CALLS].map(({ path, query = /^/ }) => ({ method: 'GET', path, query })),
  ]
  const missing = Object.entries(ADDRESSES).flatMap(([name, addresses]) => {
    const methods = SENT[name as keyof typeof paths] ?? ['GET']
    return addresses.flatMap((address) => {
      const { pathname, search } = new URL(`http://graph${address.startsWith('/beta/') ? '' : '/v1.0'}${address}`)
      return methods.flatMap((method) => {
        const isTried = tried.some(
          (it) => it.method === method && it.path.test(decodeURIComponent(pathname)) && it.query.test(search),
        )
        return isTried ? [] : [`${method} ${pathname}`]
      })
    })
  })
  expect(missing).toEqual([])
})

test('no address of Graph is made elsewhere, none is unused, and what is sent is sent to these', () => {
  const elsewhere = sources.filter(({ text }) =>
    /['"`]\/(?:beta|users|groups|directory|roleManagement|identity|policies|auditLogs|subscribedSkus)\b/.test(text),
  )
  // The client tells the versions apart, and has the batch, which is tried with every life.
  expect(elsewhere.map(({ file }) => file)).toEqual(['graph/client.ts'])
  const sent = sources.flatMap(({ text }) =>
    [...text.matchAll(/\.send\(\s*'(\w+)',\s*paths\.(\w+)/g)].map(([, method, name]) => `${method} ${name}`),
  )
  const calls = sources.reduce((count, { text }) => count + [...text.matchAll(/graph\.send\(/g)].length, 0)
  expect(sent).toHaveLength(calls)
  expect([...new Set(sent)].sort()).toEqual(['PATCH approvalStep', 'POST cancellation', 'POST requests'])
  const unused = Object.keys(paths).filter((name) => !sources.some(({ text }) => text.includes(`paths.${name}`)))
  expect(unused).toEqual([])
})
