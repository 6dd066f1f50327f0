import { type CheckDirectory, checkDirectory } from './check-directory.ts'
import { checkOrganisation } from './check-organisation.ts'
import { checkRoleSettings } from './check-role-settings.ts'
import { checkCoverage, type Vocabulary } from './coverage.ts'
import { type EntraReferences, readEntra } from './entra-references.ts'
import { explainIssues } from './issues.ts'
import { knownKeysOf } from './known-keys.ts'
import { readPeople } from './principals.ts'
import type { Finding } from './problem.ts'
import { entriesOf } from './raw.ts'
import { type RoleLookup, readTiers } from './roles.ts'
import { secretReference } from './scalars.ts'
import { type Configuration, configurationSchema } from './schema.ts'
import { readKey, type SecretSources } from './secrets.ts'
import { readSlackSecrets, type SlackSecrets } from './slack-secrets.ts'
import { readTeamsSecrets, type TeamsCredential } from './teams-secrets.ts'

export interface CheckOptions extends SecretSources {
  readonly roles: RoleLookup
  readonly checkDirectory: CheckDirectory
}

export interface CheckedConfiguration {
  readonly entra: EntraReferences
  readonly configuration: Configuration
  readonly vocabulary: Vocabulary
  readonly secretKey: string | null
  readonly slackSecrets: SlackSecrets
  readonly teamsCredential: TeamsCredential | null
}

/** `configuration` is null where the data do not have the shape of one. */
export type Checked = Omit<CheckedConfiguration, 'configuration'> & {
  readonly configuration: Configuration | null
  readonly findings: readonly Finding[]
}

/**
 * Holds data against the schema, then asks what its names mean. The second looks at all it can, whatever the first
 * found: one wrong value must not hide the problems elsewhere.
 */
export function checkConfiguration(data: unknown, options: CheckOptions): Checked {
  const { roles } = options
  const parsed = configurationSchema.safeParse(data)
  const known = readPeople(data)
  const { tiers, findings: tierFindings } = readTiers(data, roles)
  const vocabulary = { roles, tiers, groupIds: known.readable ? [...known.groups.keys()] : null }
  const key = resolveKey(data, options)
  const slack = readSlackSecrets(data, options)
  const teams = readTeamsSecrets(data, options)
  const entra = readEntra(data, roles, options)
  return {
    configuration: parsed.success ? parsed.data : null,
    vocabulary,
    secretKey: key.secret,
    slackSecrets: slack.secrets,
    teamsCredential: teams.credential,
    entra: entra.references,
    findings: [
      ...(parsed.success ? [] : explainIssues(parsed.error.issues, data, knownKeysOf(configurationSchema))),
      ...(known.readable ? checkDirectory(data, roles, options.checkDirectory) : []),
      ...checkOrganisation(data, known),
      ...tierFindings,
      ...checkCoverage(data, vocabulary),
      ...checkRoleSettings(data, known),
      ...key.findings,
      ...slack.findings,
      ...teams.findings,
      ...entra.findings,
    ],
  }
}

export function isConfigured(checked: Checked): checked is Checked & CheckedConfiguration {
  return checked.configuration !== null
}

function resolveKey(root: unknown, sources: SecretSources): { secret: string | null; findings: Finding[] } {
  const reference = secretReference.safeParse(entriesOf(root)['secretKey'])
  if (!reference.success) return { secret: null, findings: [] }
  const key = readKey(reference.data, sources)
  if ('secret' in key) return { secret: key.secret, findings: [] }
  return { secret: null, findings: [{ path: ['secretKey'], ...key }] }
}
