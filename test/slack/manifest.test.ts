import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { formModal, lessTimeModal, reasonModal } from '../../adapters/slack/blocks/modal.ts'
import { COMMANDS, EVENTS } from '../../adapters/slack/deliveries.ts'
import { SUGGESTING } from '../../adapters/slack/on-suggestion.ts'
import { judgeScopes, METHOD_SCOPES, OPTIONAL_SCOPES, REQUIRED_SCOPES } from '../../adapters/slack/scopes.ts'
import { METHODS } from '../../adapters/slack/web-api.ts'
import { sampleForm } from '../cards/sample-views.ts'
import { vendorSchema } from '../vendor-schema.ts'

const root = join(import.meta.dirname, '../..')
const source = readFileSync(join(root, 'manifest/slack/manifest.yaml'), 'utf8')

const address = z.url({ protocol: /^https$/ }).refine((url) => new URL(url).pathname === '/slack/events')

/** What Slack takes, as far as we use it, and nothing that we do not: a key more is a right or a surface more. */
const manifestShape = z.strictObject({
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(true),
    }),
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    slash_commands: z.array(
      z.strictObject({
        command: z
          .string()
          .regex(/^\/[a-z]+$/)
          .max(32),
        url: address,
        description: z.string().min(1).max(2000),
        usage_hint: z.string().min(1).max(1000),
        should_escape: z.literal(true),
      }),
    ),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: address, bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: address,
      message_menu_options_url: address,
    }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    // Rotated tokens end while we still hold them.
    token_rotation_enabled: z.literal(false),
  }),
})

const manifest = manifestShape.parse(parse(source))

describe('the manifest of the Slack app', () => {
  it('has the commands that the code takes, and no others', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([...COMMANDS])
  })

  it('has the events that the code takes, and no others', () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([...EVENTS])
  })

  it('has an address for options as long as a modal asks for them, and the code answers for each such menu', () => {
    const look = { language: 'en', timeZone: 'UTC' } as const
    const modals = [
      formModal(sampleForm, look, ''),
      lessTimeModal(['PT1H'], look, '', true),
      reasonModal('deny', look, ''),
    ]
    const menus = modals.flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block.type === 'input' && block.element.type === 'external_select' ? [block.element.action_id] : [],
      ),
    )
    expect(menus).toEqual([...SUGGESTING])
  })

  it('asks for the scopes of the methods that are called and of the commands, and no others', () => {
    const used = new Set<string>(['commands', ...METHODS.flatMap((method) => METHOD_SCOPES[method])])
    const { bot, bot_optional } = manifest.oauth_config.scopes
    expect([...bot, ...bot_optional].sort()).toEqual([...used].sort())
    expect(bot).toEqual([...REQUIRED_SCOPES])
    expect(bot_optional).toEqual([...OPTIONAL_SCOPES])
  })

  it('can be sent everything at one address, and by Socket Mode with one line changed', () => {
    const addresses = source.match(/https:\/\/elevate\.example\.com\S*/g) ?? []
    expect(new Set(addresses)).toEqual(new Set(['https://elevate.example.com/slack/events']))
    expect(addresses).toHaveLength(4)
    const socket = source.replace('socket_mode_enabled: false', 'socket_mode_enabled: true')
    expect(manifestShape.parse(parse(socket)).settings.socket_mode_enabled).toBe(true)
  })

  it('holds no secret and no user scope', () => {
    expect(source).not.toMatch(/xox|xapp-|secret/i)
    expect(Object.keys(manifest.oauth_config.scopes)).toEqual(['bot', 'bot_optional'])
  })

  it.each([
    ['another scope list', 'scopes:\n    bot:', 'scopes:\n    user: [admin]\n    bot:'],
    ['mentions as names', 'should_escape: true', 'should_escape: false'],
    ['an address without TLS', 'request_url: https:', 'request_url: http:'],
    ['another path', '/slack/events', '/slack/other'],
    ['a whole organisation', 'org_deploy_enabled: false', 'org_deploy_enabled: true'],
  ])('would be noticed: %s', (_, from, to) => {
    expect(source).toContain(from)
    expect(manifestShape.safeParse(parse(source.replace(from, to))).success).toBe(false)
  })
})

describe('the schema that Slack publishes, where a developer has it at hand', () => {
  const schema = vendorSchema('slack-manifest.schema.json')
  const check = schema && new Ajv({ strict: false, validateFormats: false }).compile(schema)

  it.skipIf(!check)('takes the manifest for both transports', () => {
    for (const isSocket of [false, true]) {
      const text = source.replace('socket_mode_enabled: false', `socket_mode_enabled: ${isSocket}`)
      expect(check?.(parse(text)) ? [] : check?.errors).toEqual([])
    }
  })

  it.skipIf(!check).each([
    ['a key that there is not', 'features:', 'features:\n  telepathy: true'],
    ['a command without its slash', 'command: /elevate', 'command: elevate'],
    ['a name that is too long', 'name: Elevate', `name: ${'E'.repeat(36)}`],
  ])('refuses %s', (_, from, to) => {
    expect(source).toContain(from)
    expect(check?.(parse(source.replace(from, to)))).toBe(false)
  })
})

describe('the scopes that a workspace has given', () => {
  const all = [...REQUIRED_SCOPES, ...OPTIONAL_SCOPES]

  it('are right as the manifest asks for them', () => {
    expect(judgeScopes(all, { linksByEmail: true })).toEqual({ missing: [], superfluous: [] })
    expect(judgeScopes([...REQUIRED_SCOPES], { linksByEmail: false })).toEqual({ missing: [], superfluous: [] })
  })

  it.each(REQUIRED_SCOPES)('are too few without %s', (scope) => {
    const granted = all.filter((each) => each !== scope)
    expect(judgeScopes(granted, { linksByEmail: true })).toEqual({ missing: [scope], superfluous: [] })
  })

  it('lack the e-mail addresses only where those may link somebody, and have them for nothing elsewhere', () => {
    expect(judgeScopes([...REQUIRED_SCOPES], { linksByEmail: true }).missing).toEqual(['users:read.email'])
    expect(judgeScopes(all, { linksByEmail: false }).superfluous).toEqual(['users:read.email'])
  })

  it('are too many with anything that is never used', () => {
    const judged = judgeScopes([...all, 'admin', 'chat:write.public'], { linksByEmail: true })
    expect(judged).toEqual({ missing: [], superfluous: ['admin', 'chat:write.public'] })
  })
})
