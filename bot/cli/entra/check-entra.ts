import { type Activatable, activatableKey } from '../../domain/activatable.ts'
import type { Parts } from '../../main/parts.ts'
import type { Finding } from './finding.ts'
import { judgeApp } from './judge-app.ts'
import { judgeBalance } from './judge-balance.ts'
import { judgeCertificate } from './judge-certificate.ts'
import { judgePeople, named } from './judge-people.ts'
import { type Judged, judgeRoles } from './judge-roles.ts'
import { judgeSignIn } from './judge-sign-in.ts'

/** Holds the configuration against the tenant: permissions, licence, settings, people, balance, who enforces. */
export async function entraFindings({ entra, config }: Pick<Parts, 'entra' | 'config'>): Promise<Finding[]> {
  if (!entra || config.directory.kind !== 'entra') return []
  const { readTenant } = await import('../../../adapters/entra/index.ts')
  const { organisation, directory } = config
  const roles = directory.assignableRoles.map(
    (roleDefinitionId): Activatable => ({ kind: 'role', roleDefinitionId, scope: '/' }),
  )
  const principals = named({ organisation }).map(({ ref }) => ref)
  const facts = await readTenant(entra, entra.getToken, { principals, activatables: roles })
  const all = [...roles, ...(facts.eligible ?? []).map(({ activatable }) => activatable)]
  const judged: Judged = { facts, config: directory.config, organisation, activatables: onceEach(all) }
  return [
    ...judgeApp(facts, directory.config),
    ...judgeCertificate(directory.secrets.certificate, Date.now()),
    ...judgeSignIn(facts, directory.config),
    ...judgeRoles(judged),
    ...judgePeople(judged),
    ...judgeBalance(judged),
  ]
}

/** Settings are a role's, whatever its scope. */
function onceEach(all: readonly Activatable[]): readonly Activatable[] {
  const found = new Map<string, Activatable>()
  for (const what of all) {
    const key = what.kind === 'role' ? what.roleDefinitionId : activatableKey(what)
    if (!found.has(key)) found.set(key, what)
  }
  return [...found.values()]
}
