import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEMO_FILE, formatProblem, type LoadOptions, loadConfig, publicUrlOf } from '../../bot/config.ts'
import { DEFAULT_WATCH_SETTINGS } from '../../bot/domain/alerts/watch-settings.ts'
import { settingsFor } from '../../bot/domain/role-settings.ts'
import { configOf, load, machine, organisation, problemsOf, roles } from './support.ts'

const root = join(import.meta.dirname, '../..')
const demoText = readFileSync(DEMO_FILE, 'utf8')

function roleId(name: string): string {
  return roles.find(name)?.roleDefinitionId ?? `no such role: ${name}`
}

describe('which file', () => {
  const elevate = { '/srv/elevate/elevate.yaml': organisation() }
  const demo = { [DEMO_FILE]: demoText }
  const choose = (files: { [path: string]: string }, env: LoadOptions['env'] = {}, file?: string) =>
    loadConfig({ ...machine(files, env), ...(file === undefined ? {} : { file }) })

  it('is the one that --config names, from the current folder', () => {
    expect(choose(elevate, {}, 'elevate.yaml')).toMatchObject({
      outcome: 'loaded',
      source: '/srv/elevate/elevate.yaml',
    })
  })

  it('is the one that ELEVATE_CONFIG names, which --config overrides', () => {
    const files = { ...elevate, '/etc/other.yaml': organisation() }
    expect(choose(files, { ELEVATE_CONFIG: 'elevate.yaml' })).toMatchObject({ source: '/srv/elevate/elevate.yaml' })
    expect(choose(files, { ELEVATE_CONFIG: 'elevate.yaml' }, '/etc/other.yaml')).toMatchObject({
      source: '/etc/other.yaml',
    })
  })

  it.each([
    [{}, 'missing.yaml'],
    [{ ELEVATE_CONFIG: 'missing.yaml' }, undefined],
  ])('is refused where it is named and missing, and no demo runs instead (%j)', (env, file) => {
    const problems = problemsOf(choose(demo, env, file))
    expect(problems.map(formatProblem)).toEqual([
      'missing.yaml This configuration file does not exist. Check --config and ELEVATE_CONFIG.',
    ])
  })

  it('is refused where it cannot be read', () => {
    const refuse = () => {
      throw Object.assign(new Error('directory'), { code: 'EISDIR' })
    }
    const problems = problemsOf(loadConfig({ ...machine({}), readFile: refuse, file: '/etc' }))
    expect(problems.map(({ message }) => message)).toEqual(['This configuration file cannot be read (EISDIR).'])
  })

  it('is the demo organisation where none is named, with data of its own', () => {
    const config = configOf(choose(demo))
    expect(config).toMatchObject({ demo: true, dataDir: '/srv/elevate/data/demo' })
    expect(choose({ ...demo, ...elevate })).toMatchObject({ outcome: 'loaded', source: DEMO_FILE })
  })

  it('is the demo organisation again beside the data of an earlier demo', () => {
    expect(configOf(choose({ ...demo, '/srv/elevate/data/demo/elevate.db': '' }))).toMatchObject({ demo: true })
    const env = { ELEVATE_DATA: '/var/lib/elevate' }
    expect(configOf(choose({ ...demo, '/var/lib/elevate/demo/elevate.db': '' }, env))).toMatchObject({
      demo: true,
      dataDir: '/var/lib/elevate/demo',
    })
  })

  it.each([
    ['/srv/elevate/data/elevate.db', {}],
    ['/var/lib/elevate/elevate.db', { ELEVATE_DATA: '/var/lib/elevate' }],
  ])('has to be named where there are data of an organisation: no demo runs (%s)', (database, env) => {
    const problems = problemsOf(choose({ ...demo, [database]: '' }, env))
    expect(problems.map(formatProblem)).toEqual([
      'environment No configuration file is named, and the data folder holds the data of an organisation. ' +
        'Name its file: --config elevate.yaml, or ELEVATE_CONFIG.',
    ])
  })

  it('is no demo where the demo file is named', () => {
    expect(configOf(choose(demo, {}, DEMO_FILE))).toMatchObject({ demo: false, dataDir: '/srv/elevate/data/demo' })
  })
})

describe('the environment', () => {
  it('overrides port and data folder', () => {
    const config = configOf(load(organisation(), { ELEVATE_PORT: '0', ELEVATE_DATA: '/var/lib/elevate' }))
    expect(config.server.port).toBe(0)
    expect(config.dataDir).toBe('/var/lib/elevate')
  })

  it('says which port of the file it overrides', () => {
    expect(configOf(load(organisation(), { ELEVATE_PORT: '4000' })).server.overriddenPort).toBe(3978)
    expect(configOf(load(organisation(), { ELEVATE_PORT: '3978' })).server.overriddenPort).toBeNull()
    expect(configOf(load(organisation())).server.overriddenPort).toBeNull()
  })

  it.each([
    [null, 'http://localhost:4000'],
    ['http://localhost:3978', 'http://localhost:4000'],
    ['http://127.0.0.1:3978', 'http://127.0.0.1:4000'],
    ['http://[::1]', 'http://[::1]:4000'],
    ['https://localhost:8443', 'https://localhost:8443'],
    ['https://elevate.example.com', 'https://elevate.example.com'],
  ])('moves the public address %s to %s on port 4000: only this machine without a proxy follows', (publicUrl, url) => {
    expect(publicUrlOf({ publicUrl }, 4000)).toBe(url)
  })

  it('overrides nothing where a variable is empty', () => {
    const config = configOf(load(organisation(), { ELEVATE_PORT: '', ELEVATE_DATA: ' ', ELEVATE_CONFIG: '' }))
    expect(config).toMatchObject({ server: { port: 3978 }, dataDir: '/srv/elevate/data' })
  })

  it.each(['http', '-1', '65536', '3978.5', '0x10'])(
    'refuses ELEVATE_PORT=%s, together with the problems of the file',
    (port) => {
      const problems = problemsOf(load(organisation({ language: 'language: de' }), { ELEVATE_PORT: port }))
      expect(problems.map(({ file, line }) => [file, line])).toEqual([
        ['environment', null],
        ['elevate.yaml', 18],
      ])
    },
  )

  it.each([
    ['env:ELEVATE_SECRET_KEY', { ELEVATE_SECRET_KEY: 'k'.repeat(32) }],
    ['file:/run/secrets/key', {}],
    ['file:secrets/key', {}],
  ])('brings the secret %s', (reference, env) => {
    const key = `${'k'.repeat(32)}\n`
    const files = {
      '/srv/elevate/elevate.yaml': organisation({ secretKey: `secretKey: ${reference}` }),
      '/run/secrets/key': key,
      '/srv/elevate/secrets/key': key,
    }
    expect(configOf(loadConfig({ ...machine(files, env), file: 'elevate.yaml' })).secretKey).toBe('k'.repeat(32))
  })
})

describe('alerts', () => {
  it('weigh what the organisation says, and keep their thresholds', () => {
    const alerts =
      'alerts: { off: [samePair], wentRound: { severity: medium }, staleAccount: { days: 60, severity: low } }'
    const { watch } = configOf(load(`${organisation({})}\n${alerts}\n`))
    const { alerts: usual } = DEFAULT_WATCH_SETTINGS
    expect(watch.alerts).toEqual({
      ...usual,
      off: ['samePair'],
      severity: { wentRound: 'medium', staleAccount: 'low' },
      staleAccount: { afterMs: 60 * 86_400_000 },
    })
  })
})

describe('what is not said', () => {
  it('has its defaults', () => {
    const { organisation: settings, ...rest } = configOf(
      load(organisation({ chat: null, tickets: null, emergencyAccounts: null })),
    )
    expect(rest).toMatchObject({
      server: { host: '127.0.0.1', port: 3978, publicUrl: null },
      dataDir: '/srv/elevate/data',
      demo: false,
      chat: { web: { enabled: false } },
      watch: DEFAULT_WATCH_SETTINGS,
      secretKey: null,
      logLevel: 'info',
    })
    expect(settings).toEqual({
      timeZone: 'UTC',
      language: 'en',
      access: { administrators: [], security: [], auditors: [] },
      emergencyAccounts: [],
      channels: { feed: [], alerts: [] },
      tickets: { pattern: null, url: null },
      roleSettings: [],
      tiers: {},
      expiryNotice: 'PT10M',
      requestLimit: { count: 10, per: 'PT1H' },
    })
  })

  it.each([
    ['PT30M', 'PT30M'],
    ['PT8H', 'PT1H'],
  ])('is one hour at most for the default of an activation of up to %s', (maximum, byDefault) => {
    const text = organisation({ roleSettings: `roleSettings:\n  - roles: ['*']\n    maximumDuration: ${maximum}` })
    expect(configOf(load(text)).organisation.roleSettings[0]?.settings).toEqual({
      maximumDuration: maximum,
      defaultDuration: byDefault,
      require: [],
      approval: null,
      approverStepUp: false,
    })
  })
})

describe('names', () => {
  it('become ids: roles by English or French name in any case, or by template id', () => {
    const exchange = roleId('Exchange Administrator')
    for (const name of ['Exchange Administrator', 'exchange administrator', 'Administrateur Exchange', exchange]) {
      const text = organisation({ roleSettings: `roleSettings:\n  - roles: ['${name}']\n    maximumDuration: PT1H` })
      expect(configOf(load(text)).organisation.roleSettings[0]?.matches).toEqual([
        { kind: 'role', roleDefinitionId: exchange },
      ])
    }
  })

  it('become matches, people, channels and moved tiers', () => {
    const text = organisation({
      access: 'access: { administrators: [person:megan], security: [group:approvers] }',
      channels: 'channels: { feed: [web:security-feed] }',
      tiers: 'tiers: { critical: [Global Reader] }',
      roleSettings: "roleSettings:\n  - roles: [tier:critical, group:approvers, '*']\n    maximumDuration: PT90M",
      server: 'server: { publicUrl: http://localhost:4000/ }',
    })
    const config = configOf(load(text))
    expect(config.server.publicUrl).toBe('http://localhost:4000')
    expect(config.organisation).toMatchObject({
      access: {
        administrators: [{ kind: 'person', personId: 'megan' }],
        security: [{ kind: 'group', groupId: 'approvers' }],
        auditors: [],
      },
      channels: { feed: [{ platform: 'web', channelId: 'security-feed' }], alerts: [] },
      tiers: { [roleId('Global Reader')]: 'critical' },
      roleSettings: [
        {
          matches: [{ kind: 'tier', tier: 'critical' }, { kind: 'group', groupId: 'approvers' }, { kind: 'any' }],
          settings: { maximumDuration: 'PT1H30M' },
        },
      ],
    })
  })

  it('name the channels where approvals are asked as well', () => {
    const text = organisation({
      roleSettings: `roleSettings:
  - roles: ['*']
    maximumDuration: PT1H
    approval: { approvers: [group:approvers], channels: [web:approvals] }`,
    })
    const [entry] = configOf(load(text)).organisation.roleSettings
    expect(entry?.settings.approval?.channels).toEqual([{ platform: 'web', channelId: 'approvals' }])
  })

  it('may be shared with anchors, and a problem is shown where the value stands', () => {
    const text = organisation({
      roleSettings: `roleSettings:
  - roles: [tier:critical]
    maximumDuration: PT1H
    approval: &two { approvers: [group:approvers], required: 2 }
  - roles: ['*']
    maximumDuration: PT2H
    approval: *two`,
    })
    expect(configOf(load(text)).organisation.roleSettings[1]?.settings.approval?.required).toBe(2)
    const [first, second, ...more] = problemsOf(load(text.replace('required: 2', 'required: 3')))
    expect(more).toEqual([])
    expect(first).toMatchObject({ path: 'roleSettings[0].approval.required', line: 21, column: 62 })
    expect(second).toMatchObject({ path: 'roleSettings[1].approval.required', line: 21, column: 62 })
  })
})

describe('the files that come with Elevate', () => {
  const real = (name: string, env: LoadOptions['env'] = {}): LoadOptions => ({
    ...machine({}, env),
    cwd: root,
    exists: existsSync,
    readFile: (path) => readFileSync(path, 'utf8'),
    file: name,
  })

  it.each(['elevate.demo.yaml', 'elevate.example.yaml'])('%s has no problems', (name) => {
    expect(problemsOf(loadConfig(real(name))).map(formatProblem)).toEqual([])
  })

  it('the demo asks proof and one approver for Exchange Administrator, with a ticket as justification', () => {
    const { organisation: demo, directory } = configOf(loadConfig(real('elevate.demo.yaml')))
    const people = directory.kind === 'local' ? directory.config.people : []
    expect(people.slice(0, 5).map(({ displayName, language }) => [displayName, language])).toEqual([
      ['Adele Vance', 'en'],
      ['Lidia Holloway', 'fr'],
      ['Alex Wilber', 'en'],
      ['Megan Bowen', 'en'],
      ['Pradeep Gupta', 'en'],
    ])
    const settings = (role: string) =>
      settingsFor(
        { kind: 'role', roleDefinitionId: roleId(role), scope: '/' },
        roles.find(role)?.tier ?? 'workload',
        demo.roleSettings,
      )
    expect(settings('Exchange Administrator')).toMatchObject({
      require: ['mfa', 'justificationOrTicket'],
      approval: { required: 1, approvers: [{ kind: 'group', groupId: 'approvers' }] },
    })
    expect(settings('Global Administrator')).toMatchObject({
      require: ['mfa', 'justification', 'ticket'],
      approval: { required: 2 },
    })
    expect(demo.channels).toEqual({
      feed: [{ platform: 'web', channelId: 'security-feed' }],
      alerts: [{ platform: 'web', channelId: 'security-alerts' }],
    })
  })

  it('the demo names nobody eligible whom nobody could approve', () => {
    const { directory } = configOf(loadConfig(real('elevate.demo.yaml')))
    const eligible = directory.kind === 'local' ? directory.config.eligible : []
    const critical = eligible.filter(({ role }) => role && roles.find(role)?.tier === 'critical')
    expect(critical.map(({ person }) => person)).not.toEqual([])
    expect(critical.filter(({ person }) => person === 'alex' || person === 'megan')).toEqual([])
  })
})
