import type { EntraDirectoryConfig, TenantFacts } from '../../../adapters/entra/index.ts'
import { error, type Finding, ok } from './finding.ts'

const FIX =
  'Make one in Conditional Access with an enabled policy that demands multifactor authentication, and name it: directory: { authenticationContext: c1 }.'

/** Whether anybody's sign-in can count: ID tokens of Entra tell of multifactor authentication by a context alone. */
export function judgeSignIn(facts: TenantFacts, { authenticationContext: id }: EntraDirectoryConfig): Finding[] {
  if (id === undefined) {
    return [error(`Signing in: directory.authenticationContext is missing, so that nobody's sign-in counts. ${FIX}`)]
  }
  if (facts.contexts === null) return []
  const named = `Signing in: the authentication context ${id} of directory.authenticationContext`
  const context = facts.contexts.find((it) => it.id === id)
  if (!context) return [error(`${named} does not exist in the tenant, so that nobody can sign in. ${FIX}`)]
  if (!context.isAvailable) return [error(`${named} is not published to apps, so that nobody can sign in. Publish it.`)]
  if (facts.accessPolicies === null) return []
  const isDemanded = facts.accessPolicies.some(({ state, contexts }) => state === 'enabled' && contexts.includes(id))
  return isDemanded
    ? [ok(`${named} has an enabled Conditional Access policy.`)]
    : [
        error(
          `${named} has no enabled Conditional Access policy, so that it proves no multifactor authentication. ${FIX}`,
        ),
      ]
}
