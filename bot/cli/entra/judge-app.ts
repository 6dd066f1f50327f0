import type { EntraDirectoryConfig, TenantFacts } from '../../../adapters/entra/index.ts'
import { permissionsFor } from '../../../adapters/entra/permissions.ts'
import { error, type Finding, ok, warning } from './finding.ts'

/** Permissions that let their holder do what Elevate must not be able to do. */
const TOO_MUCH = /ReadWrite|FullControl|AccessAsUser|Directory\.Write/

/** The app registration: what it may do, what it may not, and whether the tenant is licensed. */
export function judgeApp(facts: TenantFacts, config: EntraDirectoryConfig): readonly Finding[] {
  const licence = facts.unread.find(({ code }) => code === 'AadPremiumLicenseRequired')
  return [
    ...(licence
      ? [error('The tenant has no licence for Privileged Identity Management: it needs Entra ID P2 or Governance.')]
      : []),
    ...judgePermissions(facts, config),
    ...facts.unread
      .filter((each) => each !== licence && each.code !== 'AadPremiumLicenseRequired')
      .map(({ what, reason }) => warning(`Entra: ${what} could not be read: ${reason}.`)),
  ]
}

function judgePermissions({ permissions }: TenantFacts, config: EntraDirectoryConfig): Finding[] {
  if (permissions === null) {
    return [error('Entra gave Elevate no usable token: check tenantId, clientId and credential under directory.')]
  }
  const wanted = permissionsFor(config)
  const missing = wanted.filter(({ name }) => !permissions.includes(name))
  const superfluous = permissions.filter((name) => !wanted.some((it) => it.name === name))
  const all = missing.length + superfluous.length === 0
  return [
    ...(all
      ? [ok(`Entra: ${wanted.length} permissions held, none missing, none superfluous (${config.activation}).`)]
      : []),
    ...missing.map(({ name, why, without }) =>
      without
        ? warning(`Entra: the application permission ${name} is missing. ${without} Add it and consent to it.`)
        : error(`Entra: the application permission ${name} is missing. ${why} Add it and consent to it.`),
    ),
    ...superfluous.map((name) =>
      TOO_MUCH.test(name)
        ? error(
            `Entra: the permission ${name} is not needed in mode ${config.activation} and lets the app change what it should not. Remove it.`,
          )
        : warning(`Entra: the permission ${name} is not used. Remove it.`),
    ),
  ]
}
