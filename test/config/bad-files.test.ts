import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../bot/config.ts'
import { load, organisation, problemsOf } from './support.ts'

/** `▸` stands before each place that must be reported, and is taken out before the file is read. */
const MARK = '▸'

interface Case {
  readonly name: string
  readonly file: string
  /** What is said at each mark, in their order: message and fix. */
  readonly says: readonly RegExp[]
}

function expectProblems({ file, says }: Case): void {
  const places = [...file.matchAll(/▸/g)].map(({ index }, earlier) => {
    const before = file.slice(0, index)
    const line = before.split('\n').length
    const onSameLine = before.slice(before.lastIndexOf('\n') + 1)
    const marks = [...onSameLine.matchAll(/▸/g)].length
    return { earlier, at: `elevate.yaml:${line}:${onSameLine.length - marks + 1}` }
  })
  const problems = problemsOf(load(file.replaceAll(MARK, '')))
  expect(problems.map((problem) => formatProblem(problem).split(' ')[0])).toEqual(places.map(({ at }) => at))
  for (const [index, expected] of says.entries()) {
    expect(problems[index] === undefined ? '' : formatProblem(problems[index])).toMatch(expected)
  }
  expect(says).toHaveLength(places.length)
}

const settings = (text: string): string => organisation({ roleSettings: `roleSettings:\n${text.replace(/^\n/, '')}` })
const approval = (text: string): string =>
  settings(`
  - roles: ['*']
    maximumDuration: PT1H
    approval: ${text}`)

describe('YAML', () => {
  it.each<Case>([
    { name: 'a tab that indents', file: 'directory:\n▸\tkind: local', says: [/Tabs cannot indent\. Use spaces/] },
    {
      name: 'a bracket that is never closed',
      file: 'access: { security: [group:soc ▸}',
      says: [/bracket.*not closed/],
    },
    {
      name: 'an unquoted star',
      file: settings('  - roles: [▸*]\n    maximumDuration: PT1H'),
      says: [/Write it in quotes: '\*'/],
    },
    { name: 'an alias without an anchor', file: organisation({ tiers: 'tiers: ▸*mine' }), says: [/no(ne| anchor)/] },
    { name: 'a value that starts with a back quote', file: 'language: ▸`en`', says: [/quotes/] },
    { name: 'a backslash in double quotes', file: 'tickets: { pattern: "^INC▸\\d+$" }', says: [/single quotes/] },
    { name: 'two documents', file: 'language: en\n▸---\nlanguage: fr', says: [/several documents/] },
    { name: 'a tag', file: 'language: ▸!secret x', says: [/Tags/] },
    {
      name: 'aliases of aliases of aliases',
      file: `▸a: &a [x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]`,
      says: [/repeat too much/],
    },
    { name: 'nothing', file: '▸', says: [/no configuration/] },
    { name: 'a list', file: '▸- language: en', says: [/no configuration/] },
  ])('refuses $name', expectProblems)

  it('reports all broken places', () => {
    expectProblems({
      name: '',
      file: 'language: ▸`en`\n▸timeZone UTC\nlogLevel: info\ndataDir: "./data▸',
      says: [/quotes/, /key: value/, /quote.*not closed/],
    })
  })

  it('reports a key given twice together with everything else', () => {
    expectProblems({
      name: '',
      file: organisation({ language: 'language: en\n▸language: fr', logLevel: 'logLevel: ▸loud' }),
      says: [/given twice/, /"loud" is not known here/],
    })
  })
})

describe('shape', () => {
  it.each<Case>([
    {
      name: 'an unknown section',
      file: organisation({ x: '▸roleSetting: []' }),
      says: [/no setting "roleSetting" here\. Did you mean "roleSettings"\?/],
    },
    {
      name: 'an unknown section like no other',
      file: organisation({ x: '▸weather: sunny' }),
      says: [/Known here: server, dataDir/],
    },
    {
      name: 'an unknown key deep inside',
      file: approval('{ approvers: [group:approvers], ▸quorum: 2, ▸requird: 2 }'),
      says: [/no setting "quorum" here\. Known here: approvers, required/, /Did you mean "required"\?/],
    },
    {
      name: 'an unknown key of a person',
      file: organisation({
        directory:
          'directory:\n  kind: local\n  people:\n    - { id: breakglass, displayName: A, userPrincipalName: a@x, ▸languge: en }',
      }),
      says: [/Did you mean "language"\?/],
    },
    {
      name: 'no directory',
      file: organisation({ directory: '▸chat: {}', chat: null, emergencyAccounts: null }),
      says: [/"directory" is missing/],
    },
    { name: 'a section that is empty', file: organisation({ access: '▸access:' }), says: [/Nothing is given here/] },
    {
      name: 'a list where one text is expected',
      file: organisation({ language: 'language: ▸[en]' }),
      says: [/Use one of: en, fr/],
    },
    {
      name: 'a text where a list is expected',
      file: organisation({ access: 'access: { security: ▸group:approvers }' }),
      says: [/Give a list/],
    },
    {
      name: 'a number where text is expected',
      file: organisation({ emergencyAccounts: 'emergencyAccounts: [▸7]' }),
      says: [/Give text \(in quotes/],
    },
    {
      name: 'a port out of range',
      file: organisation({ server: 'server: { port: ▸70000 }' }),
      says: [/at most 65535/],
    },
    {
      name: 'a port that is text',
      file: organisation({ server: "server: { port: ▸'3978' }" }),
      says: [/Give a (whole )?number/],
    },
    {
      name: 'an unknown language',
      file: organisation({ language: 'language: ▸english' }),
      says: [/"english" is not known here/],
    },
    {
      name: 'an unknown requirement',
      file: settings("  - roles: ['*']\n    maximumDuration: PT1H\n    require: [▸MFA]"),
      says: [/Did you mean "mfa"\?/],
    },
    {
      name: 'a missing maximumDuration',
      file: settings("  - ▸roles: ['*']"),
      says: [/"maximumDuration" is missing\. Add it/],
    },
    {
      name: 'an entry for no roles',
      file: settings('  - roles: ▸[]\n    maximumDuration: PT1H'),
      says: [/list is empty/],
    },
    {
      name: 'an unknown directory',
      file: organisation({ directory: 'directory: { kind: ▸ldap }' }),
      says: [/"ldap" is not known here\. Use one of: local, entra/],
    },
  ])('refuses $name', expectProblems)

  it('refuses a person without a name, and finds whoever is misspelt beside', () => {
    const directory = `
directory:
  kind: local
  people: [{ id: breakglass }]
  groups: [{ id: g, displayName: G, members: [breakglass, brakeglass] }]`
    const problems = problemsOf(load(organisation({ directory })))
    expect(problems.map(formatProblem)).toEqual([
      'elevate.yaml:3:12 directory.people[0].displayName: "displayName" is missing. Add it.',
      'elevate.yaml:3:12 directory.people[0].userPrincipalName: "userPrincipalName" is missing. Add it.',
      expect.stringMatching(
        /^elevate\.yaml:4:59 directory\.groups\[0\]\.members\[1\]: Unknown person or group brakeglass.*Did you mean "breakglass"\?$/,
      ),
    ])
  })
})

describe('values', () => {
  const zone = (name: string) => organisation({ timeZone: `timeZone: ${name}` })
  const tickets = (pattern: string) => organisation({ tickets: `tickets: { pattern: ${pattern} }` })
  const url = (text: string) => organisation({ tickets: `tickets: { url: ${text} }` })
  it.each<Case>([
    {
      name: 'an unknown zone',
      file: zone('▸America/Toronno'),
      says: [/no time zone "America\/Toronno"\. Did you mean "America\/Toronto"\?/],
    },
    { name: 'an offset for a zone', file: zone("▸'+05:00'"), says: [/no time zone/] },
    {
      name: 'a duration in words',
      file: settings("  - roles: ['*']\n    maximumDuration: ▸2 hours"),
      says: [/"2 hours" is not an ISO 8601 duration\. Write PT30M/],
    },
    {
      name: 'a duration above a day',
      file: settings("  - roles: ['*']\n    maximumDuration: ▸PT25H"),
      says: [/PT25H is too long\. Give at most PT24H/],
    },
    {
      name: 'a duration under five minutes',
      file: settings("  - roles: ['*']\n    maximumDuration: ▸PT4M"),
      says: [/PT4M is too short\. Give at least PT5M/],
    },
    {
      name: 'a notice of no time',
      file: organisation({ schedules: 'schedules: { expiryNotice: ▸PT0S }' }),
      says: [/not an ISO 8601 duration/],
    },
    {
      name: 'a schedule of six fields',
      file: organisation({ schedules: "schedules: { digest: ▸'0 0 9 * * 1' }" }),
      says: [/five fields/],
    },
    {
      name: 'a schedule that never comes',
      file: organisation({ schedules: "schedules: { alerts: ▸'*/15 * * * 9' }" }),
      says: [/not a schedule/],
    },
    {
      name: 'a person or group without its kind',
      file: organisation({ access: 'access: { security: [▸approvers] }' }),
      says: [/Write person:approvers or group:approvers/],
    },
    {
      name: 'a channel without its platform',
      file: organisation({ channels: 'channels: { feed: [▸security-feed] }' }),
      says: [/Write platform:channel/],
    },
    {
      name: 'a request limit of nothing',
      file: organisation({ requestLimit: 'requestLimit: { count: ▸0, per: PT1H }' }),
      says: [/at least 1/],
    },
    {
      name: 'a pattern that is no regular expression',
      file: tickets("▸'^INC([0-9]+$'"),
      says: [/not a regular expression/],
    },
    { name: 'a pattern without an end', file: tickets("▸'^INC[0-9]{3,}'"), says: [/not anchored\. Start it with \^/] },
    {
      name: 'alternatives of which one has no end',
      file: tickets("▸'^INC[0-9]{3,}|CHG[0-9]{3,}$'"),
      says: [/Put them in a group/],
    },
    {
      name: 'a pattern that runs away',
      file: tickets("▸'^(INC[0-9]+)+$'"),
      says: [/repeats a group, which may take very long/],
    },
    {
      name: 'a pattern with many repeats',
      file: tickets("▸'^[A-Z]+[A-Z0-9]+[A-Z0-9]+[A-Z0-9]+$'"),
      says: [/may take very long/],
    },
    { name: 'a pattern that takes ordinary words', file: tickets("▸'^[A-Z0-9]+$'"), says: [/also takes "exchange"/] },
    {
      name: 'a ticket address without the ticket',
      file: url('▸https://tickets.example.com/'),
      says: [/Put \{ticket\} into it/],
    },
    {
      name: 'a ticket address over plain http',
      file: url("▸'http://tickets.example.com/{ticket}'"),
      says: [/not secure\. Start it with https/],
    },
    {
      name: 'a ticket that chooses the host',
      file: url("▸'https://{ticket}.example.com/'"),
      says: [/must not choose the host/],
    },
    {
      name: 'a public address over plain http',
      file: organisation({ server: 'server: { publicUrl: ▸http://elevate.example.com }', chat: null }),
      says: [/not secure/],
    },
    {
      name: 'a public address with a path',
      file: organisation({ server: 'server: { publicUrl: ▸https://example.com/elevate }', chat: null }),
      says: [/Write https:\/\/example\.com/],
    },
  ])('refuses $name', expectProblems)
})

describe('names', () => {
  const directory = (text: string) =>
    organisation({
      directory: `directory:\n  kind: local\n  people:\n    - { id: breakglass, displayName: B, userPrincipalName: b@x }\n${text}`,
    })
  it.each<Case>([
    {
      name: 'an unknown role of an eligible assignment',
      file: directory('  eligible:\n    - { person: breakglass, role: ▸Exchnage Administrator }'),
      says: [/Unknown role Exchnage Administrator.*Did you mean "Exchange Administrator"\?/],
    },
    {
      name: 'a role that cannot be assigned',
      file: directory('  eligible:\n    - { person: breakglass, role: ▸Guest User }'),
      says: [/Unknown role Guest User/],
    },
    {
      name: 'an unknown person of an eligible assignment',
      file: directory('  eligible:\n    - { person: ▸breakglas, role: Global Reader }'),
      says: [/Unknown person breakglas.*Did you mean "breakglass"\?/],
    },
    {
      name: 'an unknown scope',
      file: directory('  eligible:\n    - { person: breakglass, role: Global Reader, scope: ▸/administrativeUnits/x }'),
      says: [/Unknown scope/],
    },
    {
      name: 'an unknown member',
      file: directory('  groups:\n    - { id: g, displayName: G, members: [▸adele] }'),
      says: [/Unknown person or group adele/],
    },
    {
      name: 'an id given twice',
      file: directory('  groups:\n    - { id: ▸breakglass, displayName: G }'),
      says: [/The id breakglass is taken/],
    },
    {
      name: 'an unknown group with access',
      file: organisation({ access: 'access: { security: [▸group:aprovers] }' }),
      says: [/no group "aprovers" in the directory\. Did you mean "approvers"\?/],
    },
    {
      name: 'an unknown person with access',
      file: organisation({ access: 'access: { auditors: [person:adele, ▸person:nobody-here] }' }),
      says: [/no person "nobody-here"/],
    },
    {
      name: 'a group where a person is named',
      file: organisation({ access: 'access: { auditors: [▸person:approvers] }' }),
      says: [/no person "approvers"/],
    },
    {
      name: 'somebody listed twice',
      file: organisation({ access: 'access: { auditors: [person:adele, ▸person:adele] }' }),
      says: [/listed twice/],
    },
    {
      name: 'an unknown emergency account',
      file: organisation({ emergencyAccounts: 'emergencyAccounts: [breakglass, ▸breakglass-2]' }),
      says: [/no person "breakglass-2" in the directory\. Did you mean "breakglass"\?/],
    },
    {
      name: 'an unknown role of the settings',
      file: settings('  - roles: [▸Exchange admin]\n    maximumDuration: PT1H'),
      says: [/no role "Exchange admin"\. Did you mean "Exchange Administrator"\?/],
    },
    {
      name: 'a role of the settings that cannot be assigned',
      file: settings('  - roles: [▸Guest User]\n    maximumDuration: PT1H'),
      says: [/Guest User cannot be assigned/],
    },
    {
      name: 'an unknown tier',
      file: settings('  - roles: [▸tier:crtical]\n    maximumDuration: PT1H'),
      says: [/no tier "crtical"\. Did you mean "critical"\?/],
    },
    {
      name: 'an unknown group of the settings',
      file: settings('  - roles: [▸group:database]\n    maximumDuration: PT1H'),
      says: [/no group "database"/],
    },
    {
      name: 'an unknown role moved to a tier',
      file: organisation({ tiers: 'tiers: { critical: [▸Mail Wizard] }' }),
      says: [/no role "Mail Wizard"/],
    },
    {
      name: 'a role moved to two tiers',
      file: organisation({ tiers: 'tiers: { critical: [Global Reader], operations: [▸Global Reader] }' }),
      says: [/already moved to the tier critical/],
    },
  ])('refuses $name', expectProblems)
})

describe('what can never match or never be met', () => {
  const entry = (roles: string) => `  - roles: ${roles}\n    maximumDuration: PT1H\n`
  it.each<Case>([
    {
      name: 'an entry behind *',
      file: settings(`${entry("['*']")}${entry('[▸Global Reader]')}`),
      says: [
        /"Global Reader" can never match here: roleSettings\[0\] already matches it\. Remove it, or move this entry above/,
      ],
    },
    {
      name: 'a role listed before',
      file: settings(`${entry('[Global Reader]')}${entry('[User Administrator, ▸Global Reader]')}`),
      says: [/"Global Reader" can never match/],
    },
    {
      name: 'a role listed before by its French name',
      file: settings(`${entry('[Exchange Administrator]')}${entry('[▸Administrateur Exchange]')}`),
      says: [/"Administrateur Exchange" can never match/],
    },
    {
      name: 'a role listed twice in one entry',
      file: settings(entry('[Global Reader, ▸Global Reader]')),
      says: [/already matched by this entry/],
    },
    {
      name: 'a role behind its tier',
      file: settings(`${entry('[tier:critical]')}${entry('[▸Global Administrator]')}`),
      says: [/can never match/],
    },
    {
      name: 'a moved role behind its new tier',
      file: organisation({
        tiers: 'tiers: { critical: [Exchange Administrator] }',
        roleSettings: `roleSettings:\n${entry('[tier:critical]')}${entry('[▸Exchange Administrator]')}`,
      }),
      says: [/can never match/],
    },
    {
      name: 'a tier listed twice',
      file: settings(`${entry('[tier:operations]')}${entry('[▸tier:operations]')}`),
      says: [/can never match/],
    },
    {
      name: 'a group behind the tier of groups',
      file: settings(`${entry('[tier:workload]')}${entry('[▸group:approvers]')}`),
      says: [/can never match/],
    },
    {
      name: '* behind all tiers',
      file: settings(
        `${entry('[tier:critical, tier:investigation]')}${entry('[tier:workload, tier:operations]')}${entry("[▸'*']")}`,
      ),
      says: [/'?\*"? can never match here: roleSettings\[1\]/],
    },
    { name: 'no approvers', file: approval('{ approvers: ▸[] }'), says: [/list is empty/] },
    {
      name: 'a quorum of nobody',
      file: approval('{ approvers: [group:approvers], required: ▸0 }'),
      says: [/at least 1/],
    },
    {
      name: 'a quorum above the number of approvers',
      file: approval('{ approvers: [group:approvers], required: ▸3 }'),
      says: [/3 approvers are required, and only 2 people can approve/],
    },
    {
      name: 'a quorum that counts somebody twice',
      file: approval('{ approvers: [group:nested, person:alex], required: ▸3 }'),
      says: [/only 2 people/],
    },
    {
      name: 'approvers who are disabled or kept outside',
      file: approval('{ approvers: ▸[group:nobody] }'),
      says: [/nobody can approve/],
    },
    {
      name: 'an emergency account as approver',
      file: approval('{ approvers: [person:alex, ▸person:breakglass] }'),
      says: [/emergency account/],
    },
    {
      name: 'an unknown approver',
      file: approval('{ approvers: [▸group:tier0], required: 2 }'),
      says: [/no group "tier0"/],
    },
    {
      name: 'an escalation after the window',
      file: approval('{ approvers: [person:alex], window: PT30M, escalateAfter: ▸PT30M, escalateTo: [person:megan] }'),
      says: [/PT30M never comes: the approval window is over after PT30M/],
    },
    {
      name: 'a reminder after the window that goes without saying',
      file: approval('{ approvers: [person:alex], remindEvery: ▸PT2H }'),
      says: [/over after PT1H/],
    },
    {
      name: 'an escalation to nobody',
      file: approval('{ approvers: [person:alex], escalateAfter: ▸PT15M }'),
      says: [/Add escalateTo/],
    },
    {
      name: 'an escalation at no time',
      file: approval('{ approvers: [person:alex], escalateTo: ▸[person:megan] }'),
      says: [/Add escalateAfter/],
    },
    {
      name: 'a channel for approvals that no chat has, or that is there twice',
      file: approval('{ approvers: [person:alex], channels: [web:a, ▸web:a, ▸slack:C0123ABCD] }'),
      says: [/listed twice/, /Slack is not configured/],
    },
    {
      name: 'a default above the maximum',
      file: settings("  - roles: ['*']\n    maximumDuration: PT1H\n    defaultDuration: ▸PT2H"),
      says: [/PT2H is longer than maximumDuration, PT1H/],
    },
    {
      name: 'a step-up of approvers without approval',
      file: settings("  - roles: ['*']\n    maximumDuration: PT1H\n    approverStepUp: ▸true"),
      says: [/no approver proves/],
    },
    {
      name: 'a ticket that cannot be recognised',
      file: organisation({
        tickets: null,
        roleSettings: "roleSettings:\n  - roles: ['*']\n    maximumDuration: PT1H\n    require: [▸ticket]",
      }),
      says: [/tickets\.pattern is missing/],
    },
    {
      name: 'requirements that say the same',
      file: settings(
        "  - roles: ['*']\n    maximumDuration: PT1H\n    require: [ticket, ▸justificationOrTicket, ▸ticket]",
      ),
      says: [/asks for nothing beside ticket/, /listed twice/],
    },
    {
      name: 'a channel of a platform that is not enabled',
      file: organisation({ chat: null, channels: 'channels: { feed: [▸web:security-feed] }' }),
      says: [/web chat is not enabled/],
    },
    {
      name: 'a channel that is not one of the web chat',
      file: organisation({ channels: "channels: { feed: [▸'web:Security Feed'] }" }),
      says: [/Name a web channel/],
    },
    {
      name: 'a channel listed twice',
      file: organisation({ channels: 'channels: { alerts: [web:a, ▸web:a] }' }),
      says: [/listed twice/],
    },
    {
      name: 'a web chat that leaves the machine',
      file: organisation({ server: 'server: { publicUrl: ▸https://elevate.example.com }' }),
      says: [/exists on localhost only/],
    },
    {
      name: 'Teams without an app, and a channel of it by name',
      file: organisation({
        server: 'server: { publicUrl: https://elevate.example.com }',
        chat: 'chat:\n  teams: ▸{}',
        channels: 'channels: { feed: [▸teams:General] }',
      }),
      says: [/Nothing says which app this is/, /no id of a channel or chat in Teams/],
    },
    {
      name: 'an address for others without a public one',
      file: organisation({ server: 'server: { host: ▸0.0.0.0 }' }),
      says: [/Add server\.publicUrl/],
    },
  ])('refuses $name', expectProblems)
})

describe('secrets', () => {
  const secret = 'correct-horse-battery-staple-correct-horse'

  it.each<Case>([
    {
      name: 'in the file itself',
      file: organisation({ secretKey: `secretKey: ▸${secret}` }),
      says: [/must not stand in this file\. Write env:NAME or file:\/path/],
    },
    {
      name: 'in a variable that is not set',
      file: organisation({ secretKey: 'secretKey: ▸env:ELEVATE_SECRET_KEY' }),
      says: [/variable ELEVATE_SECRET_KEY is not set/],
    },
    {
      name: 'in a file that is not there',
      file: organisation({ secretKey: 'secretKey: ▸file:/run/secrets/key' }),
      says: [/\/run\/secrets\/key cannot be read/],
    },
  ])('are refused $name', expectProblems)

  it.each([
    organisation({ secretKey: `secretKey: ${secret}` }),
    organisation({ secretKey: `secretKey: [${secret}]` }),
    organisation({ secretKey: `secretKey: "${secret}` }),
    organisation({ secretKey: `secretKey: ${secret}\n  - ${secret}: ${secret}` }),
    organisation({ secretKey: `secretKey: !x ${secret}` }),
    organisation({ chat: `chat: { slack: { botToken: ${secret} } }` }),
  ])('are never printed (%#)', (file) => {
    const problems = problemsOf(load(file))
    expect(problems).not.toEqual([])
    expect(problems.map(formatProblem).join('\n')).not.toContain('horse')
  })

  it('that others could guess are refused, and not printed', () => {
    const problems = problemsOf(load(organisation({ secretKey: 'secretKey: env:KEY' }), { KEY: 'hunter2' }))
    expect(problems.map(({ message }) => message)).toEqual(['The key that env:KEY names has fewer than 32 characters.'])
  })
})

describe('many problems', () => {
  it('are told at once, from top to bottom', () => {
    expectProblems({
      name: '',
      file: `
▸zone: America/Toronto
language: ▸de
directory:
  kind: local
  people:
    - { id: adele, displayName: Adele Vance, userPrincipalName: adele@contoso.example, language: ▸de }
  groups:
    - { id: approvers, displayName: Approvers, members: [▸alex] }
  eligible:
    - { person: adele, role: ▸Exchange Admin }
roleSettings:
  - roles: [▸tier:top, '*']
    maximumDuration: ▸PT48H
    approval: { approvers: [group:approvers, ▸person:megan], required: 2 }
  - roles: [▸Global Reader]
    maximumDuration: PT1H
    require: [▸ticket]`,
      says: [/zone/, /de/, /de/, /alex/, /Exchange Admin/, /tier/, /PT48H/, /megan/, /never/, /pattern/],
    })
  })
})
