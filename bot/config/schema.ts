import { z } from 'zod'
import { entraDirectoryConfig } from '../../adapters/entra/config.ts'
import { localDirectoryConfig } from '../../adapters/local/config.ts'
import { slackConfig } from '../../adapters/slack/config.ts'
import { teamsConfig } from '../../adapters/teams/config.ts'
import { webConfig } from '../../adapters/web/config.ts'
import { REQUIREMENTS, type TIERS } from '../domain/role-settings.ts'
import { alertsSection, scheduleTimes } from './alerts.ts'
import {
  channel,
  durationBetween,
  principal,
  publicUrl,
  secretReference,
  ticketPattern,
  ticketUrl,
  timeZone,
} from './scalars.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** PIM's bounds of an activation; reminders and approval windows follow them. */
const duration = durationBetween('PT5M', 'PT24H')
const principals = z.array(principal)

const server = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z.int().min(0).max(65_535).default(3978).describe('ELEVATE_PORT overrides it; 0 takes any free port.'),
  publicUrl: publicUrl
    .optional()
    .describe(
      'What links start with, such as https://elevate.example.com. By default http://localhost and the port; http://localhost follows ELEVATE_PORT.',
    ),
})

const access = z.strictObject({
  administrators: principals.default([]).describe('May convert and configure.'),
  security: principals.default([]).describe('May revoke, and see all.'),
  auditors: principals.default([]).describe('May read all.'),
})

const approval = z.strictObject({
  approvers: principals.min(1).describe('Who may decide: person:<id> or group:<id>. Never the requester.'),
  required: z.int().min(1).default(1).describe('How many distinct approvers.'),
  window: duration.prefault('PT1H').describe('How long a decision is waited for.'),
  remindEvery: duration.optional().describe('First interval between reminders; it doubles each time.'),
  escalateAfter: duration.optional().describe('When the people of escalateTo join the approvers.'),
  escalateTo: principals.default([]),
  channels: z
    .array(channel)
    .default([])
    .describe('Channels where the approval card is posted as well: slack:<id>. Only approvers can use its buttons.'),
})

export const roleSettingsEntry = z.strictObject({
  roles: z
    .array(z.string().min(1))
    .min(1)
    .describe("Names or template ids of roles, tier:<name>, group:<id>, or '*' for everything else."),
  maximumDuration: duration.describe('Longest activation, PT5M to PT24H.'),
  defaultDuration: duration
    .optional()
    .describe('What the form proposes. By default one hour, or the maximum if shorter.'),
  require: z
    .array(z.enum(REQUIREMENTS))
    .default([])
    .describe('justificationOrTicket: a valid ticket is the justification, and is sent as such.'),
  approval: approval.optional(),
  approverStepUp: z.boolean().default(false).describe('An approval counts only with a fresh proof of identity.'),
})

const roleNames = z.array(z.string().min(1)).default([])

const tiers = z.strictObject({
  critical: roleNames,
  investigation: roleNames,
  workload: roleNames,
  operations: roleNames,
} satisfies { readonly [tier in (typeof TIERS)[number]]: typeof roleNames })

const schedules = z.strictObject({
  expiryNotice: durationBetween('PT1M', 'PT24H')
    .prefault('PT10M')
    .describe('How long before its end the holder of an activation is told.'),
  ...scheduleTimes,
})

/** The configuration file. Sections of adapters are theirs; what names mean is checked afterwards. */
export const configurationSchema = z.strictObject({
  server: server.prefault({}),
  dataDir: z.string().min(1).default('./data').describe('Folder of the data; ELEVATE_DATA overrides it.'),
  timeZone: timeZone.default('UTC').describe('IANA name, such as America/Toronto.'),
  language: z.enum(['en', 'fr']).default('en'),
  directory: z.discriminatedUnion('kind', [localDirectoryConfig, entraDirectoryConfig]),
  access: access.prefault({}),
  emergencyAccounts: z
    .array(z.string().min(1))
    .default([])
    .describe('Accounts kept outside: never requester or approver.'),
  chat: z
    .strictObject({ web: webConfig.prefault({}), slack: slackConfig.optional(), teams: teamsConfig.optional() })
    .prefault({}),
  channels: z.strictObject({ feed: z.array(channel).default([]), alerts: z.array(channel).default([]) }).prefault({}),
  tickets: z
    .strictObject({
      pattern: ticketPattern.optional().describe('Regular expression, anchored; tried on each word in any case.'),
      url: ticketUrl.optional().describe('Where a ticket is looked at, with {ticket} in it.'),
    })
    .prefault({}),
  roleSettings: z.array(roleSettingsEntry).default([]).describe('The first entry that matches applies.'),
  tiers: tiers.prefault({}).describe('Roles moved to another tier.'),
  schedules: schedules.prefault({}),
  retention: z
    .strictObject({
      personalText: durationBetween('P30D', 'P3650D')
        .optional()
        .describe('How long justifications and reasons are kept; without it for ever.'),
    })
    .prefault({}),
  alerts: alertsSection.prefault({}).describe('Thresholds of the usage alerts.'),
  requestLimit: z
    .strictObject({
      count: z.int().min(1).max(1000).default(10),
      per: durationBetween('PT1M', 'PT24H').prefault('PT1H'),
    })
    .prefault({})
    .describe('Submissions allowed per person.'),
  secretKey: secretReference
    .optional()
    .describe('Encrypts secrets in the data: env:NAME or file:/path, 32 characters at least.'),
  logLevel: z.enum(LOG_LEVELS).default('info'),
})

export type Configuration = z.output<typeof configurationSchema>
