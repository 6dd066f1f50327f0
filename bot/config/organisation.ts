import { durationFromMs, durationToMs, HOUR } from '../domain/duration.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { RoleSettings, RoleSettingsEntry } from '../domain/role-settings.ts'
import { readMatch, type Vocabulary } from './coverage.ts'
import type { Configuration } from './schema.ts'

/** The engine's settings of a configuration that has no problems. Throws where it has: that would be our mistake. */
export function toOrganisation(configuration: Configuration, vocabulary: Vocabulary): Organisation {
  const { timeZone, language, access, emergencyAccounts, channels, tickets, schedules, requestLimit } = configuration
  return {
    timeZone,
    language,
    access,
    emergencyAccounts,
    channels,
    tickets: { pattern: tickets.pattern ?? null, url: tickets.url ?? null },
    roleSettings: configuration.roleSettings.map((entry) => toEntry(entry, vocabulary)),
    tiers: vocabulary.tiers,
    expiryNotice: schedules.expiryNotice,
    requestLimit,
  }
}

type EntryConfiguration = Configuration['roleSettings'][number]

function toEntry(entry: EntryConfiguration, vocabulary: Vocabulary): RoleSettingsEntry {
  const matches = entry.roles.map((text) => {
    const match = readMatch(text, vocabulary)
    if ('kind' in match) return match
    throw new Error(`Checked before: ${match.message}`)
  })
  return { matches, settings: toSettings(entry) }
}

function toSettings(entry: EntryConfiguration): RoleSettings {
  const { maximumDuration, defaultDuration, require, approval, approverStepUp } = entry
  return {
    maximumDuration,
    defaultDuration: defaultDuration ?? durationFromMs(Math.min(HOUR, durationToMs(maximumDuration))),
    require,
    approval: approval
      ? {
          approvers: approval.approvers,
          required: approval.required,
          window: approval.window,
          remindEvery: approval.remindEvery ?? null,
          escalateAfter: approval.escalateAfter ?? null,
          escalateTo: approval.escalateTo,
          channels: approval.channels,
        }
      : null,
    approverStepUp,
  }
}
