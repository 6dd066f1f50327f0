import type { RoleSettingsEntry } from '../domain/role-settings.ts'
import type { Parts } from '../main/parts.ts'
import { slackFindings } from './check-slack.ts'
import { teamsFindings } from './check-teams.ts'
import { configurationFor, hasData } from './configured.ts'
import { entraFindings } from './entra/check-entra.ts'
import { EXIT, type Output } from './output.ts'
import { withParts } from './with-parts.ts'

export interface Finding {
  readonly level: 'ok' | 'warning' | 'error'
  readonly message: string
}

/** Holds the configuration against the directory and the data, and says what would not work. */
export async function check(
  options: { readonly config?: string; readonly json?: boolean; readonly installTeams?: boolean },
  output: Output,
): Promise<number> {
  const { config, source } = configurationFor(options.config)
  const findings = await withParts(
    config,
    { fresh: true },
    async (parts): Promise<Finding[]> => [
      { level: 'ok', message: `${source} is valid.` },
      ...(await dataFindings(parts, config.dataDir, hasData(config))),
      ...(await approvalFindings(parts)),
      ...(await factorFindings(parts)),
      ...(await slackFindings(parts)),
      ...(await teamsFindings(parts, options.installTeams === true)),
      ...(await entraFindings(parts)),
      ...enforcementFindings(parts),
    ],
  )
  for (const finding of findings) {
    await output.line(options.json ? JSON.stringify(finding) : `${finding.level.padEnd(8)} ${finding.message}`)
  }
  return findings.some(({ level }) => level === 'error') ? EXIT.no : EXIT.ok
}

async function dataFindings({ sqlite }: Parts, dataDir: string, exists: boolean): Promise<Finding[]> {
  if (!exists) return [{ level: 'ok', message: `No data yet: ${dataDir} is made at the first start.` }]
  const damage = await sqlite.checkIntegrity()
  if (damage.length)
    return [{ level: 'error', message: `The database is damaged: ${damage.join('; ')}. Restore a backup.` }]
  const counts = await sqlite.store.counts()
  const stuck = counts.deadDeliveries + counts.abandonedEffects
  const good: Finding = { level: 'ok', message: `${counts.requests} requests, ${counts.auditEvents} audit events.` }
  if (stuck === 0) return [good]
  const message = `${counts.deadDeliveries} deliveries and ${counts.abandonedEffects} messages were given up: see the server's log.`
  return [good, { level: 'warning', message }]
}

/** Settings that a quorum can never, or only just, satisfy for some people. */
async function approvalFindings({ directory, config }: Parts): Promise<Finding[]> {
  const found = await Promise.all(
    config.organisation.roleSettings.map(async (entry, index): Promise<Finding[]> => {
      const approval = entry.settings.approval
      if (!approval) return []
      const lists = await Promise.all(
        approval.approvers.map((ref) => (ref.kind === 'person' ? [ref.personId] : directory.membersOf(ref.groupId))),
      )
      const people = await Promise.all([...new Set(lists.flat())].map((id) => directory.person(id)))
      const able = people.filter((person) => person?.enabled).length
      const name = `roleSettings[${index}] (${namesOf(entry)})`
      if (able < approval.required) {
        return [
          {
            level: 'error',
            message: `${name}: ${approval.required} approvals asked of ${able} enabled people: nobody can activate.`,
          },
        ]
      }
      if (able > approval.required) return []
      const message = `${name}: exactly ${able} people can approve. When one is away, or asks for themselves, nobody can activate.`
      return [{ level: 'warning', message }]
    }),
  )
  return found.flat()
}

function namesOf({ matches }: RoleSettingsEntry): string {
  return matches
    .map((match) => {
      if (match.kind === 'any') return '*'
      if (match.kind === 'tier') return `tier:${match.tier}`
      return match.kind === 'role' ? match.roleDefinitionId : `group:${match.groupId}`
    })
    .join(', ')
}

/** People who could ask but not prove who they are. The web chat enrols everybody: it is a demonstration. */
async function factorFindings({ directory, stepUp, config }: Parts): Promise<Finding[]> {
  const asksProof = config.organisation.roleSettings.some(({ settings }) => settings.require.includes('mfa'))
  if (!asksProof || config.chat.web.enabled) return []
  const findings: Finding[] = []
  for (const { id, displayName, enabled } of await directory.people()) {
    const isEligible = enabled && (await directory.eligibleAssignments(id)).length > 0
    if (!isEligible || config.organisation.emergencyAccounts.includes(id) || (await stepUp.isEnrolled(id))) continue
    const message = `${displayName} has no authenticator: start the server, run "npm run -s elevate -- enrol ${id}", hand them the link.`
    findings.push({ level: 'warning', message })
  }
  return findings
}

/** Who keeps people to these settings. */
function enforcementFindings({ config }: Parts): Finding[] {
  // A tenant's answer is given role by role.
  if (config.directory.kind !== 'local') return []
  return [
    {
      level: 'ok',
      message: 'Local directory: eligibility and ends are enforced by the directory, approval by Elevate.',
    },
  ]
}
