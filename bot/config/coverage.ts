import { type RoleSettingsMatch, TIERS, type Tier } from '../domain/role-settings.ts'
import { unknown } from './principals.ts'
import type { Complaint, Finding, Path } from './problem.ts'
import { entriesOf, listOf, textsOf } from './raw.ts'
import { type RoleLookup, readRole, type Tiers } from './roles.ts'
import { didYouMean } from './suggest.ts'

/** What role settings may speak of. */
export interface Vocabulary {
  readonly roles: RoleLookup
  readonly tiers: Tiers
  /** Null where they are not known. */
  readonly groupIds: readonly string[] | null
}

/** Groups have no tier of their own in the catalogue; they count as workload. */
const GROUP_TIER: Tier = 'workload'

/** What one text of `roles` matches, or why it matches nothing. */
export function readMatch(text: string, { roles, groupIds }: Vocabulary): RoleSettingsMatch | Complaint {
  if (text === '*') return { kind: 'any' }
  const [, prefix, name] = /^(tier|group):(.*)$/.exec(text) ?? []
  if (prefix === 'tier') {
    const tier = TIERS.find((known) => known === name)
    if (tier !== undefined) return { kind: 'tier', tier }
    const fix = didYouMean(name ?? '', TIERS, `The tiers are ${TIERS.join(', ')}.`)
    return { message: `There is no tier "${name}".`, fix }
  }
  if (prefix === 'group' && name !== undefined) {
    return groupIds === null || groupIds.includes(name)
      ? { kind: 'group', groupId: name }
      : unknown('group', name, [], groupIds)
  }
  const role = readRole(text, roles, "Use a role's name or template id, tier:<name>, group:<id> or '*'.")
  return 'message' in role ? role : { kind: 'role', roleDefinitionId: role.roleDefinitionId }
}

/** Texts of `roles` that name nothing, or that can never match because earlier ones match the same. */
export function checkCoverage(root: unknown, vocabulary: Vocabulary): Finding[] {
  /** What is matched already, and by which entry. */
  const covered = new Map<string, number>()
  return listOf(entriesOf(root)['roleSettings']).flatMap((entry, number) =>
    textsOf(entriesOf(entry)['roles']).flatMap(({ index, text }): Finding[] => {
      const path: Path = ['roleSettings', number, 'roles', index]
      const match = readMatch(text, vocabulary)
      if (!('kind' in match)) return [{ path, message: match.message, fix: match.fix }]
      const by = coveringEntry(match, text, vocabulary, covered)
      covered.set(keyOf(match), covered.get(keyOf(match)) ?? number)
      return by === null ? [] : [{ path, ...unreachable(text, by, number) }]
    }),
  )
}

function keyOf(match: RoleSettingsMatch): string {
  switch (match.kind) {
    case 'any':
      return '*'
    case 'tier':
      return `tier:${match.tier}`
    case 'group':
      return `group:${match.groupId}`
    case 'role':
      return `role:${match.roleDefinitionId}`
  }
}

/** The entry that takes everything this one could match, or null. */
function coveringEntry(
  match: RoleSettingsMatch,
  text: string,
  { roles, tiers }: Vocabulary,
  covered: ReadonlyMap<string, number>,
): number | null {
  const byTier = (tier: Tier | undefined) => covered.get(`tier:${tier}`)
  const direct = covered.get('*') ?? covered.get(keyOf(match))
  if (direct !== undefined) return direct
  if (match.kind === 'role') return byTier(tiers[match.roleDefinitionId] ?? roles.find(text)?.tier) ?? null
  if (match.kind === 'group') return byTier(GROUP_TIER) ?? null
  if (match.kind === 'tier') return null
  const all = TIERS.map(byTier)
  return all.every((entry) => entry !== undefined) ? Math.max(...all) : null
}

function unreachable(text: string, by: number, number: number): Complaint {
  if (by === number) return { message: `"${text}" is already matched by this entry.`, fix: 'Remove it.' }
  const message = `"${text}" can never match here: roleSettings[${by}] already matches it.`
  return { message, fix: `Remove it, or move this entry above roleSettings[${by}].` }
}
