import { describe, expect, test } from 'vitest'
import { checkFenceAtStart, fenceRefusal, type RequestFacts } from '../../adapters/web/fence.ts'

const local: RequestFacts = {
  method: 'GET',
  peer: '127.0.0.1',
  host: 'localhost:3978',
  origin: null,
  secFetchSite: 'same-origin',
  headerNames: ['Host', 'Accept', 'User-Agent', 'Sec-Fetch-Site'],
}
const post: RequestFacts = { ...local, method: 'POST', origin: 'http://localhost:3978' }

describe('the fence at start', () => {
  const start = (kind: string, publicUrl: string) =>
    checkFenceAtStart({ directory: { kind }, server: { publicUrl } }).map(({ path }) => path.join('.'))

  test.each([
    'http://localhost:3978',
    'http://LOCALHOST:3978/',
    'http://127.0.0.1:3978',
    'http://127.8.9.10',
    'http://127.1:3978',
    'http://[::1]:3978',
    'https://localhost:3978',
  ])('allows the local directory at %s', (publicUrl) => {
    expect(start('local', publicUrl)).toEqual([])
  })

  test.each([
    'https://elevate.example.com',
    'http://10.0.0.5:3978',
    'http://0.0.0.0:3978',
    'http://localhost.example.com',
    'http://127.0.0.1.nip.io',
    'http://127.0.0.1@example.com',
    'http://[2001:db8::1]:3978',
    'ftp://localhost',
    'localhost:3978',
    '',
  ])('refuses %s as publicUrl', (publicUrl) => {
    expect(start('local', publicUrl)).toEqual(['server.publicUrl'])
  })

  test('refuses a real directory, whatever the address', () => {
    expect(start('entra', 'http://localhost:3978')).toEqual(['chat.web.enabled'])
  })

  test('names all problems at once, each with its cure', () => {
    const problems = checkFenceAtStart({ directory: { kind: 'entra' }, server: { publicUrl: 'https://e.example' } })
    expect(problems).toHaveLength(2)
    for (const { message } of problems) expect(message).toMatch(/Set /)
  })
})

describe('the fence lets through', () => {
  test.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
    'a peer at %s',
    (peer) => {
      expect(fenceRefusal({ ...local, peer })).toBeNull()
    },
  )

  test.each(['localhost:3978', 'localhost', 'LocalHost:3978', '127.0.0.1:3978', '127.3.2.1', '[::1]:3978', '[::1]'])(
    'a Host of %s',
    (host) => {
      expect(fenceRefusal({ ...local, host })).toBeNull()
    },
  )

  test.each([
    ['localhost:3978', 'http://localhost:3978'],
    ['LOCALHOST:3978', 'http://localhost:3978'],
    ['localhost:3978', 'HTTP://LocalHost:3978'],
    ['localhost', 'http://localhost'],
    ['localhost:80', 'http://localhost'],
    ['127.0.0.1:3978', 'http://127.0.0.1:3978'],
    ['[::1]:3978', 'http://[::1]:3978'],
  ])('a POST to %s from the origin %s', (host, origin) => {
    expect(fenceRefusal({ ...post, host, origin })).toBeNull()
  })

  test.each(['same-origin', 'none', 'Same-Origin', null])('a GET without Origin and Sec-Fetch-Site %s', (site) => {
    expect(fenceRefusal({ ...local, secFetchSite: site })).toBeNull()
  })
})

describe('the fence refuses', () => {
  test.each([
    null,
    '',
    '10.0.0.1',
    '192.168.1.20',
    '128.0.0.1',
    '126.255.255.255',
    '0.0.0.0',
    '::',
    '::2',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:7e00:1',
    '::1%lo',
    '127.1',
    'localhost',
    '127.0.0.1:5000',
  ])('a peer at %s', (peer) => {
    expect(fenceRefusal({ ...local, peer })).toMatch(/this machine/)
  })

  test.each([
    null,
    '',
    'elevate.example.com',
    'attacker.example:3978',
    'localhost.attacker.example:3978',
    'attacker-localhost:3978',
    '127.0.0.1.nip.io:3978',
    'localhost.:3978',
    'localhost.',
    'evil.localhost:3978',
    'localtest.me:3978',
    '0.0.0.0:3978',
    '127.1:3978',
    '2130706433:3978',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.0.0.256',
    '10.0.0.1:3978',
    '[::2]:3978',
    '[::ffff:10.0.0.1]:3978',
    '::1',
    'localhost:3978:1',
    'localhost:',
    'localhost:port',
    'user@localhost:3978',
    'localhost:3978/',
    'localhost:3978, attacker.example',
    ' localhost:3978',
    'ⓛocalhost:3978',
  ])('a Host of %j, as DNS rebinding would bring', (host) => {
    expect(fenceRefusal({ ...local, host })).toMatch(/not addressed to localhost/)
    expect(fenceRefusal({ ...post, host })).not.toBeNull()
  })

  test.each([
    'Forwarded',
    'forwarded',
    'X-Forwarded-For',
    'x-forwarded-host',
    'X-FORWARDED-PROTO',
    'X-Forwarded',
    'X-Real-IP',
    'Via',
    'CF-Connecting-IP',
    'cf-ray',
    'True-Client-IP',
    'X-Client-IP',
    'X-Envoy-External-Address',
    'Tailscale-User-Login',
  ])('a request that passed a proxy: %s', (name) => {
    expect(fenceRefusal({ ...local, headerNames: [...local.headerNames, name] })).toContain(name.toLowerCase())
    expect(fenceRefusal({ ...post, headerNames: [name] })).not.toBeNull()
  })

  test.each([
    'null',
    '',
    'http://attacker.example',
    'http://localhost',
    'http://localhost:3979',
    'http://localhost:39780',
    'https://localhost:3978',
    'http://127.0.0.1:3978',
    'http://[::1]:3978',
    'http://localhost.:3978',
    'http://localhost:3978.attacker.example',
    'http://localhost:3978@attacker.example',
    'http://localhost:3978/',
    'http://localhost:3978, http://localhost:3978',
    'file://',
    'chrome-extension://localhost:3978',
  ])('an Origin of %j on localhost:3978, for POST and GET', (origin) => {
    expect(fenceRefusal({ ...post, origin })).toMatch(/another site/)
    expect(fenceRefusal({ ...local, origin })).toMatch(/another site/)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'get'])('a %s without Origin', (method) => {
    expect(fenceRefusal({ ...local, method })).toMatch(/which site/)
  })

  test.each(['cross-site', 'same-site', 'Cross-Site', '', 'whatever'])('Sec-Fetch-Site %j', (secFetchSite) => {
    expect(fenceRefusal({ ...local, secFetchSite })).toMatch(/another site/)
    expect(fenceRefusal({ ...post, secFetchSite })).toMatch(/another site/)
  })
})
