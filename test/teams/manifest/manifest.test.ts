import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Command } from '../../../bot/domain/command/command.ts'
import { understandCommand } from '../../../bot/domain/command/understand-command.ts'
import type { Language } from '../../../bot/domain/values.ts'
import { wordingOf } from '../../../cards/wording.ts'
import { HELP_TOPICS } from '../../../cards/wording-keys.ts'
import { appPackage } from '../../../manifest/teams/app-package.ts'
import { BadManifestOption, manifestFor } from '../../../manifest/teams/manifest-for.ts'
import { contextFor, role } from '../../command/corpus.ts'
import { problemsByVendor } from './vendor-check.ts'

const OPTIONS = {
  ...{ appId: '5F0E3C9A-1d2b-4c6e-8f7a-93b4d5c6e7f8', domain: 'elevate.example.com', version: '1.2.3' },
  organisation: 'Nordet',
}

const command = z.strictObject({ title: z.string().min(1).max(32), description: z.string().min(1).max(128) })
const scope = z.enum(['personal', 'team', 'groupChat'])
const web = z.url({ protocol: /^https$/ })

/** What Teams takes, as far as we use it, and nothing that we do not: a key more is a right or a surface more. */
const shape = z.strictObject({
  $schema: z.string(),
  manifestVersion: z.literal('1.30'),
  ...{ version: z.string(), id: z.guid() },
  developer: z.strictObject({
    ...{ name: z.string().max(32), websiteUrl: web, privacyUrl: web, termsOfUseUrl: web },
  }),
  name: z.strictObject({ short: z.string().max(30), full: z.string().max(100) }),
  description: z.strictObject({ short: z.string().max(80), full: z.string().max(4000) }),
  icons: z.strictObject({ color: z.literal('color.png'), outline: z.literal('outline.png') }),
  accentColor: z.string().regex(/^#[0-9A-F]{6}$/),
  localizationInfo: z.strictObject({
    defaultLanguageTag: z.literal('en'),
    additionalLanguages: z.tuple([z.strictObject({ languageTag: z.literal('fr'), file: z.literal('fr.json') })]),
  }),
  defaultInstallScope: z.literal('personal'),
  defaultGroupCapability: z.strictObject({ team: z.literal('bot'), groupchat: z.literal('bot') }),
  supportsChannelFeatures: z.literal('tier1'),
  permissions: z.tuple([z.literal('identity'), z.literal('messageTeamMembers')]),
  bots: z.tuple([
    z.strictObject({
      ...{ botId: z.guid(), scopes: z.array(scope), isNotificationOnly: z.literal(false) },
      ...{ supportsCalling: z.literal(false), supportsVideo: z.literal(false), supportsFiles: z.literal(false) },
      supportsTargetedMessages: z.literal(true),
      commandLists: z.array(
        z.strictObject({
          ...{ scopes: z.array(scope), triggers: z.array(z.enum(['mention', 'slash'])) },
          commands: z.array(command).max(12),
        }),
      ),
    }),
  ]),
})

const files = manifestFor(OPTIONS)
const manifest = shape.parse(files['manifest.json'])
const french = z.record(z.string(), z.string()).parse(files['fr.json'])
const [bot] = manifest.bots

/** A list as people of a language see it. */
function listed(list: number, language: Language) {
  const commands = bot.commandLists[list]?.commands ?? []
  const inFrench = (at: number, field: string) => french[`bots[0].commandLists[${list}].commands[${at}].${field}`] ?? ''
  return commands.map((each, at) =>
    language === 'en' ? each : { title: inFrench(at, 'title'), description: inFrench(at, 'description') },
  )
}

const context = contextFor([role('Exchange Administrator')])
const MEANT: readonly Command['intent'][] = [
  ...(['form', 'mine', 'status', 'cancel', 'end', 'again'] as const),
  ...(['pending', 'approve', 'deny', 'who', 'settings', 'help'] as const),
]

describe.each(['en', 'fr'] as const)('the commands of the manifest (%s)', (language) => {
  it.each([0, 1])('of list %i are understood, typed alone or as a slash command, each as another', (list) => {
    const titles = listed(list, language).map(({ title }) => title)
    for (const typed of [titles, titles.map((title) => `/elevate ${title}`)]) {
      expect(typed.map((title) => understandCommand(title, context).intent)).toEqual(MEANT)
    }
  })

  it('say what the help card says of them', () => {
    const { help } = wordingOf(language)
    for (const [at, intent] of MEANT.entries()) {
      const topic = HELP_TOPICS.find((each) => each === intent && each !== 'form')
      if (topic) expect(listed(0, language)[at]?.description, intent).toBe(help[topic].meaning())
    }
  })

  it('are those of the help card, without those that are nothing without more words; usage is the thirteenth', () => {
    const left = HELP_TOPICS.filter((topic) => !MEANT.some((intent) => intent === topic))
    // Teams takes twelve in a list.
    expect(listed(0, language)).toHaveLength(12)
    expect(left).toEqual(['activate', 'usage', 'away', 'revoke'])
  })

  it('are the same in a chat of one’s own, mentioned and as slash commands', () => {
    expect(listed(1, language)).toEqual(listed(0, language))
  })
})

describe('the manifest', () => {
  it('is of the app and the address that it is made for', () => {
    expect([manifest.id, bot.botId]).toEqual([OPTIONS.appId.toLowerCase(), OPTIONS.appId.toLowerCase()])
    expect(manifest.version).toBe('1.2.3')
    expect(manifest.developer).toEqual({
      name: 'Nordet',
      websiteUrl: 'https://elevate.example.com/',
      privacyUrl: 'https://elevate.example.com/',
      termsOfUseUrl: 'https://elevate.example.com/',
    })
    expect(JSON.stringify(files)).not.toContain('{{')
  })

  it('takes pages of one’s own', () => {
    const made = manifestFor({ ...OPTIONS, privacy: 'https://nordet.example/privacy' })
    expect(shape.parse(made['manifest.json']).developer.privacyUrl).toBe('https://nordet.example/privacy')
  })

  it('offers slash commands where Teams has them, and mentions where people are', () => {
    const lists = bot.commandLists.map(({ scopes, triggers }) => ({ scopes, triggers }))
    expect(lists).toEqual([
      { scopes: ['personal'], triggers: ['mention'] },
      { scopes: ['team', 'groupChat'], triggers: ['mention', 'slash'] },
    ])
    expect(bot.scopes).toEqual(lists.flatMap(({ scopes }) => scopes))
  })

  it('translates every text that people see, within the limits of the text it stands for', () => {
    const paths = [0, 1].flatMap((list) =>
      listed(list, 'en').flatMap((_, at) => {
        const path = `bots[0].commandLists[${list}].commands[${at}]`
        return [`${path}.title`, `${path}.description`]
      }),
    )
    const names = ['name.short', 'name.full', 'description.short', 'description.full']
    expect(Object.keys(french).sort()).toEqual(['$schema', ...names, ...paths].sort())
    for (const list of [0, 1]) z.array(command).parse(listed(list, 'fr'))
    shape.shape.name.parse({ short: french['name.short'], full: french['name.full'] })
    shape.shape.description.parse({ short: french['description.short'], full: french['description.full'] })
  })

  it.each([
    ['an id that is none', { appId: 'elevate' }, '--app-id'],
    ['an address instead of a host', { domain: 'https://elevate.example.com' }, '--domain'],
    ['a host of this machine', { domain: 'localhost' }, '--domain'],
    ['a version that is none', { version: '1.0' }, '--app-version'],
    ['nobody who offers it', { organisation: ' ' }, '--organisation'],
    ['a name that Teams cuts', { organisation: 'x'.repeat(33) }, '--organisation'],
    ['a page without TLS', { privacy: 'http://nordet.example/' }, '--privacy'],
    ['a page that is code', { terms: 'javascript:alert(1)' }, '--terms'],
  ])('is not made for %s', (_, wrong, named) => {
    expect(() => manifestFor({ ...OPTIONS, ...wrong })).toThrow(BadManifestOption)
    expect(() => manifestFor({ ...OPTIONS, ...wrong })).toThrow(named)
  })
})

describe('the app package', () => {
  const zip = appPackage(OPTIONS)
  const inside = unzipSync(zip)
  const sizeOf = (png: Uint8Array) => {
    const view = new DataView(png.buffer, png.byteOffset)
    return [view.getUint32(16), view.getUint32(20)]
  }

  it('holds manifest, translation and both icons, and nothing else', () => {
    expect(Object.keys(inside).sort()).toEqual(['color.png', 'fr.json', 'manifest.json', 'outline.png'])
    expect(JSON.parse(Buffer.from(inside['manifest.json'] ?? []).toString())).toEqual(files['manifest.json'])
  })

  it('has icons of the sizes that Teams wants', () => {
    expect(sizeOf(inside['color.png'] ?? new Uint8Array(24))).toEqual([192, 192])
    expect(sizeOf(inside['outline.png'] ?? new Uint8Array(24))).toEqual([32, 32])
  })

  it('has an outline of white alone, on nothing', () => {
    const svg = readFileSync(join(import.meta.dirname, '../../../manifest/teams/outline.svg'), 'utf8')
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour)
    expect([...new Set(colours)].sort()).toEqual(['#ffffff', 'none'])
    expect(svg).not.toContain('<rect')
  })

  it('is the same bytes each time', () => {
    expect(Buffer.compare(appPackage(OPTIONS), zip)).toBe(0)
    expect(Buffer.compare(appPackage({ ...OPTIONS, version: '1.2.4' }), zip)).not.toBe(0)
  })
})

describe('the published schemas', () => {
  it('take the manifest and its translation', ({ skip }) => {
    const problems = problemsByVendor(files)
    if (problems === null) return skip('the schemas are not at hand')
    expect(problems).toEqual([])
  })

  it('would refuse a manifest with a mistake', ({ skip }) => {
    const wrong = { ...manifest, bots: [{ ...bot, supportsTargetedMessages: 'yes' }] }
    const problems = problemsByVendor({ ...files, 'manifest.json': wrong })
    if (problems === null) return skip('the schemas are not at hand')
    expect(problems.join()).toContain('supportsTargetedMessages')
  })
})
