import { describe, expect, it } from 'vitest'
import { describeViolation, findViolations } from './find-violations.ts'
import { sourceFiles } from './source-files.ts'

/** What the checker says about one planted file, as `line what`. */
function found(path: string, source: string): string[] {
  return findViolations(new Map([[path, source]])).map(({ line, what }) => `${line} ${what}`)
}

describe('this repository', () => {
  const files = sourceFiles()

  it('keeps the folder and import rules', () => {
    expect(findViolations(files).map(describeViolation).join('\n\n')).toBe('')
  })

  it('is really looked at', () => {
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['bot/index.ts', 'bot/domain/values.ts', 'vitest.config.ts']),
    )
  })
})

describe('an import rule is broken, however the import is written', () => {
  const target = "'../../adapters/slack/send.ts'"
  it.each([
    ['a static import', `import { send } from ${target}`],
    ['an import for its effect', `import ${target}`],
    ['a type import', `import type { Send } from ${target}`],
    ['a re-export', `export { send } from ${target}`],
    ['a re-export of everything', `export * from ${target}`],
    ['a re-export of types', `export type { Send } from ${target}`],
    ['a dynamic import', `export const load = () => import(${target})`],
    ['a dynamic import in back quotes', 'export const load = () => import(`../../adapters/slack/send.ts`)'],
    ['a type written as an import', `export type Send = import(${target}).Send`],
    ['the type of an import', `export type Send = typeof import(${target})`],
    ['a required import', `import send = require(${target})\nexport { send }`],
    ['require', `export const send = require(${target})`],
    ['an import over several lines', `import {\n  send,\n} from ${target}`],
  ])('by %s', (_, source) => {
    expect(found('bot/domain/planted.ts', source)).toContain("1 imports 'adapters/slack/send.ts'")
  })

  it('by a computed path, which nobody can check', () => {
    expect(found('bot/workers/planted.ts', 'export const load = (name: string) => import(name)')).toEqual([
      '1 imports a computed path',
    ])
  })

  it('but not by a comment or a string that looks like an import', () => {
    const source = `// import '../../adapters/slack/send.ts'\nexport const text = "import '../adapters/local/x.ts'"`
    expect(found('bot/domain/planted.ts', source)).toEqual([])
  })
})

describe('may not import', () => {
  it.each([
    ['bot/domain/planted.ts', '../ports/clock.ts', "imports 'bot/ports/clock.ts'"],
    ['bot/domain/planted.ts', 'node:crypto', "imports 'node:crypto'"],
    ['bot/domain/planted.ts', 'fs', "imports 'fs'"],
    ['bot/domain/planted.ts', 'hono', "imports 'hono'"],
    ['bot/ports/planted.ts', '../domain/values.ts', "imports values of 'bot/domain/values.ts'"],
    ['bot/ports/planted.ts', 'zod', "imports 'zod'"],
    ['bot/use-cases/planted.ts', '../../store/sqlite/store.ts', "imports 'store/sqlite/store.ts'"],
    ['bot/use-cases/planted.ts', '../workers/inbox.ts', "imports 'bot/workers/inbox.ts'"],
    ['bot/use-cases/planted.ts', '../../cards/render.ts', "imports 'cards/render.ts'"],
    ['bot/use-cases/planted.ts', 'node-cron', "imports 'node-cron'"],
    ['bot/workers/inbox.ts', 'node-cron', "imports 'node-cron'"],
    ['bot/workers/inbox.ts', '../../adapters/web/chat.ts', "imports 'adapters/web/chat.ts'"],
    ['bot/use-cases/planted.ts', '../runtime/logger.ts', "imports 'bot/runtime/logger.ts'"],
    ['bot/runtime/planted.ts', '../../adapters/web/chat.ts', "imports 'adapters/web/chat.ts'"],
    ['adapters/web/chat.ts', '../../bot/runtime/logger.ts', "imports 'bot/runtime/logger.ts'"],
    ['bot/index.ts', './use-cases/submit-request.ts', "imports 'bot/use-cases/submit-request.ts'"],
    ['bot/config.ts', '../adapters/web/chat.ts', "imports 'adapters/web/chat.ts'"],
    ['bot/config/schema.ts', '../../store/sqlite/store.ts', "imports 'store/sqlite/store.ts'"],
    ['bot/config/schema.ts', 'better-sqlite3', "imports 'better-sqlite3'"],
    ['cards/render.ts', '../bot/domain/request-machine.ts', "imports values of 'bot/domain/request-machine.ts'"],
    ['cards/render.ts', '../bot/ports/clock.ts', "imports 'bot/ports/clock.ts'"],
    ['cards/render.ts', 'adaptivecards', "imports 'adaptivecards'"],
    ['store/sqlite/store.ts', '../../bot/use-cases/submit-request.ts', "imports 'bot/use-cases/submit-request.ts'"],
    ['store/sqlite/store.ts', '../postgres/store.ts', "imports 'store/postgres/store.ts'"],
    ['store/sqlite/store.ts', 'pg', "imports 'pg'"],
    ['adapters/web/chat.ts', '../../bot/domain/values.ts', "imports 'bot/domain/values.ts'"],
    ['adapters/web/chat.ts', '../../bot/ports/clock.ts', "imports 'bot/ports/clock.ts'"],
    ['adapters/web/chat.ts', '../../store/sqlite/store.ts', "imports 'store/sqlite/store.ts'"],
    ['adapters/web/chat.ts', '../local/directory.ts', "imports 'adapters/local/directory.ts'"],
    ['adapters/web/chat.ts', 'botbuilder', "imports 'botbuilder'"],
    ['adapters/slack/send.ts', '@azure/identity', "imports '@azure/identity'"],
    ['adapters/slack/config.ts', '@slack/bolt', "imports '@slack/bolt'"],
    ['adapters/slack/config.ts', './send.ts', "imports 'adapters/slack/send.ts'"],
    ['adapters/web/page/page.ts', '../../../bot/index.ts', "imports values of 'bot/index.ts'"],
    ['adapters/web/page/page.ts', 'hono', "imports 'hono'"],
    ['bot/domain/planted.ts', '../main.ts', "imports 'bot/main.ts'"],
    ['bot/cli.ts', './main.ts', "imports 'bot/main.ts'"],
    ['test/planted.ts', '../bot/main.ts', "imports 'bot/main.ts'"],
    ['test/planted.ts', '../bot/cli.ts', "imports 'bot/cli.ts'"],
    ['adapters/web/chat.ts', '../../bot/main/server.ts', "imports 'bot/main/server.ts'"],
  ])('%s → %s', (file, specifier, what) => {
    expect(found(file, `import { x } from '${specifier}'\nexport { x }`)).toEqual([`1 ${what}`])
  })

  it('types in braces: type stripping leaves an import that loads the module', () => {
    expect(found('bot/ports/planted.ts', "import { type X } from '../domain/values.ts'\nexport type Y = X")).toEqual([
      "1 imports values of 'bot/domain/values.ts'",
    ])
  })
})

describe('may import', () => {
  it.each([
    ['bot/domain/planted.ts', 'luxon'],
    ['bot/domain/command/planted.ts', '../catalogue/roles.json'],
    ['bot/use-cases/planted.ts', '../ports/request-store.ts'],
    ['bot/workers/inbox.ts', '../use-cases/submit-request.ts'],
    ['bot/workers/schedules.ts', 'node-cron'],
    ['bot/config.ts', '../adapters/web/config.ts'],
    ['bot/config/schema.ts', 'yaml'],
    ['cards/render.ts', '../bot/domain/duration.ts'],
    ['store/sqlite/store.ts', 'better-sqlite3'],
    ['store/sqlite/store.ts', '../../bot/ports/request-store.ts'],
    ['adapters/teams/server.ts', 'botbuilder'],
    ['adapters/slack/send.ts', '@slack/web-api/dist/x.js'],
    ['adapters/web/chat.ts', '../../bot/index.ts'],
    ['adapters/web/chat.ts', '../../cards/render.ts'],
    ['bot/main.ts', '../adapters/web/chat.ts'],
    ['bot/runtime/planted.ts', '../ports/clock.ts'],
    ['bot/cli/check.ts', '../../store/sqlite/store.ts'],
    ['test/planted.ts', '../bot/main/server.ts'],
  ])('%s → %s', (file, specifier) => {
    expect(found(file, `import { x } from '${specifier}'\nexport { x }`)).toEqual([])
  })

  it('bot/ports → types of bot/domain', () => {
    expect(found('bot/ports/planted.ts', "import type { X } from '../domain/values.ts'\nexport type Y = X")).toEqual([])
  })
})

describe('clock, environment and randomness', () => {
  it.each([
    ['Date.now()', 'uses Date.now'],
    ["Date['now']()", 'uses Date.now'],
    ['[1].map(Date.now)', 'uses Date.now'],
    ['new Date()', 'uses new Date()'],
    ['new Date', 'uses new Date()'],
    ['Date()', 'uses Date()'],
    ['new Date(0).getHours()', 'uses getHours()'],
    ['Math.random()', 'uses Math.random'],
    ["process.env['HOME']", 'uses process'],
    ['process.hrtime()', 'uses process'],
    ['setTimeout(() => 1, 5)', 'uses setTimeout'],
    ['setInterval(() => 1, 5)', 'uses setInterval'],
    ['{ later: setTimeout }', 'uses setTimeout'],
    ['crypto.randomUUID()', 'uses crypto'],
    ['crypto.getRandomValues(new Uint8Array(4))', 'uses crypto'],
    ['performance.now()', 'uses performance'],
    ['globalThis.Date', 'uses globalThis'],
    ["fetch('https://example.com')", 'uses fetch'],
    ['DateTime.now()', 'uses DateTime.now'],
    ['DateTime.local()', 'uses DateTime.local()'],
    ['DateTime.utc()', 'uses DateTime.utc()'],
    [`\`\${Date.now()}\``, 'uses Date.now'],
  ])('%s is refused', (expression, what) => {
    for (const file of ['bot/domain/x.ts', 'bot/use-cases/x.ts', 'bot/workers/x.ts', 'cards/x.ts']) {
      expect(found(file, `export const value =\n  ${expression}`)).toEqual([`2 ${what}`])
    }
  })

  it.each([
    'new Date(0)',
    'new Date(0).getUTCHours()',
    'Math.max(1, 2)',
    'DateTime.utc(2026, 1, 1)',
    "DateTime.fromMillis(0, { zone: 'utc' })",
    '{ process: 1, crypto: 2 }',
    '(item: { process: number }) => item.process',
    '"Date.now()"',
    '1 // Date.now()',
    '/* setTimeout */ 1',
  ])('%s is allowed', (expression) => {
    expect(found('bot/domain/x.ts', `export const value = ${expression}`)).toEqual([])
  })

  it('is allowed where the world is met', () => {
    expect(found('bot/main.ts', 'export const now = Date.now()')).toEqual([])
    expect(found('adapters/web/chat.ts', 'setTimeout(() => 1, 5)')).toEqual([])
  })
})

describe('platforms and vendors', () => {
  it.each([
    ['const slackUser = 1', 'slack'],
    ['const isTeams = 1', 'teams'],
    ['const MSTeams = 1', 'msteams'],
    ["const x = 'graph'", 'graph'],
    ['const graphClient = 1', 'graph'],
    ['const x = { blockKit: 1 }', 'block kit'],
    ["const x = 'Block Kit'", 'block kit'],
    ['interface AdaptiveCard { y: 1 }', 'adaptive card'],
    [`const x = \`in \${'y'} Microsoft Entra\``, 'microsoft'],
    ['const x = { entra: 1 }', 'entra'],
    ['class X { #azure = 1 }', 'azure'],
  ])('%s is found', (source, word) => {
    for (const folder of ['domain', 'ports', 'use-cases', 'workers']) {
      expect(found(`bot/${folder}/x.ts`, source)[0]).toContain(`1 says '${word}'`)
    }
  })

  it.each(['const paragraph = 1', "const x = 'steams'", 'const x = 1 // as in Microsoft Graph', "const block = 'kit'"])(
    '%s is not one',
    (source) => {
      expect(found('bot/domain/x.ts', source)).toEqual([])
    },
  )

  it('is found in a file name', () => {
    expect(found('bot/use-cases/link-slack-user.ts', 'export {}')[0]).toContain("1 says 'slack'")
  })

  it('lets cards be Adaptive Cards, and nothing more', () => {
    expect(found('cards/x.ts', 'const adaptiveCard = 1')).toEqual([])
    expect(found('cards/x.ts', 'const slackCard = 1')[0]).toContain("1 says 'slack'")
  })

  it('is at home in adapters', () => {
    expect(found('adapters/slack/send.ts', 'const slackUser = 1')).toEqual([])
  })
})

describe('files', () => {
  it('of more than 300 lines are refused, tests aside', () => {
    const long = 'export {}\n'.repeat(301)
    expect(found('bot/domain/x.ts', long)).toEqual(['301 has 301 lines'])
    expect(found('bot/domain/x.ts', 'export {}\n'.repeat(300))).toEqual([])
    expect(found('test/x.test.ts', long)).toEqual([])
  })

  it.each(['bot/helpers.ts', 'adapters/discord/send.ts', 'lib/x.ts', 'adapters/shared.ts', 'store/x.ts'])(
    '%s belongs nowhere',
    (file) => {
      expect(found(file, 'export {}')).toEqual(['1 is in a folder without a rule'])
    },
  )

  it('that do not parse are said to', () => {
    expect(found('bot/domain/x.ts', 'export const = 1')[0]).toContain('does not parse')
  })
})

describe('a violation', () => {
  it('says file, import, rule, why and how to fix it', () => {
    const files = new Map([['bot/domain/planted.ts', "\nimport '../main.ts'\nimport 'hono'"]])
    expect(findViolations(files).map(describeViolation)).toMatchInlineSnapshot(`
      [
        "bot/domain/planted.ts:2 imports 'bot/main.ts'
        rule: bot/domain may import bot/domain/, zod, minisearch, luxon, canonicalize
        why:  It starts a process when it is loaded.
        fix:  Move what is shared into a file of its own.",
        "bot/domain/planted.ts:3 imports 'hono'
        rule: bot/domain may import bot/domain/, zod, minisearch, luxon, canonicalize
        why:  The domain is pure: every decision can be replayed from its input.
        fix:  Pass the value in, or move what acts into a use case.",
      ]
    `)
  })
})
