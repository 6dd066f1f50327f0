import { isServiceUrl } from '../../adapters/teams/config.ts'
import type { TeamsSettings } from '../config.ts'
import type { PersonId } from '../domain/values.ts'
import type { Parts } from '../main/parts.ts'
import type { Finding } from './check.ts'

/** Asks Microsoft whether the credential works, and Teams whether approvers can be written to. */
export async function teamsFindings(parts: Parts, installs: boolean): Promise<Finding[]> {
  const { teams, config } = parts
  const settings = config.chat.teams
  if (!teams || !settings) return []
  const { token } = teams.platform
  if (!token) {
    const message = 'Teams: the playground takes unauthenticated messages of this machine. Never with real people.'
    return [{ level: 'warning', message }, ...(await linkFindings(parts, settings))]
  }
  const problem = await token.current().then(
    () => null,
    (error: unknown) => (error instanceof Error && 'reason' in error ? String(error.reason) : 'no_token'),
  )
  if (problem !== null) return [{ level: 'error', message: credentialMessage(problem, settings) }]
  const { serviceUrl, serviceOrigins } = settings.cloud
  const hosts = serviceOrigins.map((origin) => new URL(origin).host).join(', ')
  const good: Finding = { level: 'ok', message: `Teams: the credential works; only ${hosts} is called with it.` }
  const isListed = isServiceUrl(serviceUrl, serviceOrigins)
  const unlisted: Finding = { level: 'error', message: `Teams: ${serviceUrl} is not on the list of hosts.` }
  const reached = await reachFindings(parts, installs ? await installerFor(settings) : null)
  return [good, ...(isListed ? [] : [unlisted]), ...(await linkFindings(parts, settings)), ...reached]
}

type Installer = (userId: string) => Promise<string | null>

/** Null from it: installed; else why not. */
async function installerFor({ app, tenantId, cloud }: TeamsSettings): Promise<Installer | null> {
  if (!app) return null
  const { createInstaller } = await import('../../adapters/teams/index.ts')
  const installer = createInstaller({ app, tenantId, cloud })
  return async (userId) => {
    const installed = await installer.install(userId)
    return installed.outcome === 'installed' ? null : installed.reason
  }
}

function credentialMessage(reason: string, { app, tenantId }: TeamsSettings): string {
  const what = `Teams: Microsoft gives no token for app ${app?.appId} in tenant ${tenantId} (${reason}).`
  return `${what} Check appId, tenantId and credential; a secret or certificate may have expired.`
}

async function linkFindings({ directory, config }: Parts, { links }: TeamsSettings): Promise<Finding[]> {
  // A tenant's people have the same ids in Teams: there is nobody to link.
  if (links === null) return []
  const linked = new Set(links.values())
  const { emergencyAccounts } = config.organisation
  const people = await directory.people()
  const strangers = people.filter(({ id, enabled }) => enabled && !linked.has(id) && !emergencyAccounts.includes(id))
  return strangers.map(({ id, displayName }) => {
    const message = `${displayName} is not linked to Teams: add chat: { teams: <object id> } to person ${id}.`
    return { level: 'warning', message }
  })
}

/** Who decides must be reached: an approver without the app is told nothing, and others have to cover. */
async function reachFindings({ teams, config, directory }: Parts, install: Installer | null): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const personId of await approversOf(config, (groupId) => directory.membersOf(groupId))) {
    const userId = config.chat.teams ? userOf(config.chat.teams, personId) : null
    const person = await directory.person(personId)
    const reach = userId !== null && person?.enabled ? await teams?.platform.reach(personId) : null
    if (!person || userId === null || !reach) continue
    const why = install ? await install(userId) : HOW
    findings.push(why === null ? installed(person.displayName) : unreached(person.displayName, reach, why))
  }
  return findings
}

const HOW =
  'run this command with --install-teams, put the app into a setup policy of the Teams admin centre, or have them add it'

function installed(name: string): Finding {
  return { level: 'ok', message: `Teams: the app is now installed for ${name}, who may approve.` }
}

function unreached(name: string, reach: string, why: string): Finding {
  return { level: 'warning', message: `Teams: ${name} may approve and cannot be written to (${reach}): ${why}.` }
}

function userOf({ links }: TeamsSettings, personId: PersonId): string | null {
  if (links === null) return personId
  return [...links].find(([, linked]) => linked === personId)?.[0] ?? null
}

async function approversOf(
  { organisation }: Parts['config'],
  membersOf: (groupId: string) => Promise<readonly PersonId[]>,
): Promise<ReadonlySet<PersonId>> {
  const refs = organisation.roleSettings.flatMap(({ settings }) => [
    ...(settings.approval?.approvers ?? []),
    ...(settings.approval?.escalateTo ?? []),
  ])
  const lists = await Promise.all(refs.map((ref) => (ref.kind === 'person' ? [ref.personId] : membersOf(ref.groupId))))
  return new Set(lists.flat())
}
