import type { EntraDirectoryConfig, PolicyRules, TenantFacts } from '../../../adapters/entra/index.ts'
import { type Activatable, activatableKey } from '../../domain/activatable.ts'
import { enforcementOf } from '../../domain/approval-enforcement.ts'
import { tierOf } from '../../domain/catalogue/catalogue.ts'
import { durationToMs, parseIsoDuration } from '../../domain/duration.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { type RoleSettings, settingsFor } from '../../domain/role-settings.ts'
import { error, type Finding, ok, warning } from './finding.ts'
import { nameOf } from './name-of.ts'

export interface Judged {
  readonly facts: TenantFacts
  readonly config: EntraDirectoryConfig
  readonly organisation: Organisation
  /** Everything that somebody could ask for, each once for all its scopes. */
  readonly activatables: readonly Activatable[]
}

/** Each role and group that somebody could ask for: our settings beside the tenant's. */
export function judgeRoles(judged: Judged): readonly Finding[] {
  return judged.activatables.flatMap((what) => {
    const name = nameOf(what)
    const tier = tierOf(what, judged.organisation.tiers)
    const settings = settingsFor(what, tier, judged.organisation.roleSettings)
    if (!settings)
      return [error(`${name}: people are eligible, and no roleSettings entry matches. Nobody can activate it.`)]
    const policy = judged.facts.policies.get(activatableKey(what)) ?? null
    return [
      ...(policy ? differences(name, settings, policy, judged) : []),
      ...(policy ? contextFindings(name, policy, judged.facts) : []),
      ...(policy && judged.config.activation === 'application' ? blocking(name, settings, policy) : []),
      policy
        ? enforcement(name, settings, policy, judged.config)
        : warning(
            `${name}: its role settings in the tenant were not read, so it is not known who enforces approval. Mend what could not be read, and check again.`,
          ),
    ]
  })
}

function differences(name: string, settings: RoleSettings, policy: PolicyRules, { organisation }: Judged): Finding[] {
  const findings: Finding[] = []
  const asks = (rule: string) => policy.activation.includes(rule)
  if (isLonger(settings.maximumDuration, policy.maximumDuration)) {
    findings.push(
      warning(
        `${name}: maximumDuration is ${settings.maximumDuration} here and ${policy.maximumDuration} in the tenant, which counts.`,
      ),
    )
  }
  if (asks('Ticketing') && !organisation.tickets.pattern) {
    findings.push(error(`${name}: the tenant asks for a ticket, and tickets.pattern is missing: nobody can give one.`))
  }
  if (asks('MultiFactorAuthentication') && !settings.require.includes('mfa')) {
    findings.push(warning(`${name}: the tenant asks for MFA and roleSettings do not: Elevate asks for it too.`))
  }
  if (asks('MultiFactorAuthentication') && policy.authenticationContext !== null) {
    findings.push(
      error(
        `${name}: the tenant asks for MFA and for the authentication context ${policy.authenticationContext}: they exclude each other. Turn one off.`,
      ),
    )
  }
  return [...findings, ...approverDifferences(name, settings, policy)]
}

function approverDifferences(name: string, settings: RoleSettings, { approvers }: PolicyRules): Finding[] {
  if (approvers === null) return []
  if (approvers.length === 0) {
    return [
      warning(
        `${name}: the tenant demands approval and names nobody: every Privileged Role and Global Administrator approves there.`,
      ),
    ]
  }
  const ours = new Set((settings.approval?.approvers ?? []).map((ref) => JSON.stringify(ref)))
  const others = approvers.filter((ref) => !ours.has(JSON.stringify(ref)))
  if (!settings.approval || others.length === 0) return []
  return [warning(`${name}: the tenant's approvers are not those of roleSettings (${others.length} more there).`)]
}

function contextFindings(name: string, { authenticationContext: id }: PolicyRules, facts: TenantFacts): Finding[] {
  if (id === null || facts.contexts === null) return []
  const context = facts.contexts.find((it) => it.id === id)
  if (!context) return [error(`${name}: its authentication context ${id} does not exist in the tenant.`)]
  if (!context.isAvailable) return [error(`${name}: its authentication context ${id} is not published to apps.`)]
  const policies = (facts.accessPolicies ?? []).filter(({ contexts }) => contexts.includes(id))
  if (facts.accessPolicies === null || policies.some(({ state }) => state === 'enabled')) return []
  return policies.length === 0
    ? [
        warning(
          `${name}: no Conditional Access policy targets its authentication context ${id}: Entra falls back to plain MFA.`,
        ),
      ]
    : [
        error(
          `${name}: the Conditional Access policy of its authentication context ${id} is off or report-only: nothing is enforced.`,
        ),
      ]
}

/** What keeps an application from assigning, whatever people do. */
function blocking(name: string, settings: RoleSettings, policy: PolicyRules): Finding[] {
  const findings: Finding[] = []
  if (policy.assigning.includes('MultiFactorAuthentication')) {
    findings.push(
      error(
        `${name}: assigning it asks for MFA, which no application has: every activation by Elevate fails. Turn that rule off, or use activation: delegated.`,
      ),
    )
  }
  if (isLonger(settings.maximumDuration, policy.assigningMaximum)) {
    findings.push(
      warning(`${name}: the tenant allows assignments of ${policy.assigningMaximum} at most: longer ones fail.`),
    )
  }
  return findings
}

/** Who keeps people to an approval, the portal included. */
function enforcement(name: string, settings: RoleSettings, policy: PolicyRules, config: EntraDirectoryConfig): Finding {
  const theirs = policy.approvers === null ? null : { approval: { approvers: policy.approvers } }
  const { by, unenforcedQuorum: quorum } = enforcementOf(settings, theirs)
  switch (by) {
    case 'directory': {
      const line = `${name}: approval is enforced by Entra, also in its portal.`
      if (quorum === null) return ok(line)
      return warning(`${line} Its first approval suffices there: the quorum of ${quorum} is not enforced by it.`)
    }
    case 'elevate':
      return warning(
        `${name}: approval is enforced by Elevate only: an eligible person can activate in the portal without it.`,
      )
    case 'nobody':
      return ok(
        `${name}: approval is enforced by nobody${config.activation === 'application' ? ', as configured' : ''}.`,
      )
  }
}

function isLonger(ours: string, theirs: string | null): boolean {
  const [a, b] = [ours, theirs ?? ''].map((text) => parseIsoDuration(text))
  return a != null && b != null && durationToMs(a) > durationToMs(b)
}
