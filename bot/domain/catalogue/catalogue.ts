import { z } from 'zod'
import { type Activatable, DIRECTORY_SCOPE } from '../activatable.ts'
import type { Nameable } from '../command/command.ts'
import { TIERS, type Tier } from '../role-settings.ts'
import type { NameByLanguage } from '../views/card-view.ts'
import roles from './roles.json' with { type: 'json' }

/** Template id of the role that can do everything (Global Administrator). */
export const MOST_POWERFUL_ROLE = '62e90394-69f5-4237-9190-012177145e10'

/** `standard` and `not-in-public-reference` can be assigned; the others exist, and nobody can be made eligible for them. */
export const ROLE_KINDS = [
  'standard',
  'not-in-public-reference',
  'implicit',
  'deprecated',
  'service-only',
  'do-not-use',
] as const
export type RoleKind = (typeof ROLE_KINDS)[number]

export interface CatalogueRole {
  /** Template id, which is the role definition's id in every tenant. */
  readonly id: string
  readonly displayName: NameByLanguage
  /** Where the directory itself calls it otherwise than its public reference. */
  readonly directoryDisplayName: string | null
  readonly aliases: { readonly en: readonly string[]; readonly fr: readonly string[] }
  readonly kind: RoleKind
  /** As Microsoft flags it. Says less than the tier does. */
  readonly isPrivileged: boolean
  readonly tier: Tier
  readonly description: string | null
}

/** Roles that the organisation moved to another tier, by template id. */
export type MovedTiers = { readonly [roleDefinitionId: string]: Tier }

const names = z.strictObject({ en: z.string().min(1), fr: z.string().min(1) })
const aliases = z.strictObject({ en: z.array(z.string().min(1)), fr: z.array(z.string().min(1)) })
const role = z.strictObject({
  id: z.guid(),
  displayName: names,
  directoryDisplayName: z.string().nullable().default(null),
  aliases,
  kind: z.enum(ROLE_KINDS),
  isPrivileged: z.boolean(),
  tier: z.enum(TIERS),
  description: z.string().nullable().default(null),
})

const everyRole: readonly CatalogueRole[] = z.array(role).parse(roles.roles)
const assignable = everyRole.filter(({ kind }) => kind === 'standard' || kind === 'not-in-public-reference')
const byId = new Map(everyRole.map((known) => [known.id, known]))
const byExactName = new Map(everyRole.flatMap((known) => exactNames(known).map((name) => [name, known] as const)))

/** The built-in roles that can be assigned, and so chosen. */
export function catalogueRoles(): readonly CatalogueRole[] {
  return assignable
}

/** A built-in role by its template id, those that cannot be assigned included; null for custom and unknown roles. */
export function roleById(id: string): CatalogueRole | null {
  return byId.get(id.toLowerCase()) ?? null
}

export function isAssignable(known: CatalogueRole): boolean {
  return assignable.includes(known)
}

/**
 * For configuration: the role of exactly this name, English or French, in any case, or of this template id. Roles that
 * cannot be assigned are found too, so that the caller can say why they are of no use; null where there is none.
 */
export function findRoleByExactName(nameOrId: string): CatalogueRole | null {
  return byExactName.get(exactKey(nameOrId)) ?? null
}

/** The tier of a role as moved by the organisation, else as the catalogue has it; groups and custom roles are `workload`. */
export function tierOf(activatable: Activatable, moved: MovedTiers): Tier {
  if (activatable.kind === 'group') return 'workload'
  const { roleDefinitionId } = activatable
  return moved[roleDefinitionId] ?? roleById(roleDefinitionId)?.tier ?? 'workload'
}

export interface KnownNames {
  /** Display names of groups, by id. */
  readonly groups: ReadonlyMap<string, string>
  /** Display names of scopes other than the whole directory. */
  readonly scopeNames: ReadonlyMap<string, string>
  readonly tiers: MovedTiers
}

/** A role or group under every name it goes by. What has no known name is called by its id. */
export function nameableOf(activatable: Activatable, known: KnownNames): Nameable {
  const tier = tierOf(activatable, known.tiers)
  if (activatable.kind === 'group') {
    const name = known.groups.get(activatable.groupId) ?? activatable.groupId
    return { activatable, displayName: { en: name, fr: name }, aliases: [], tier, scopeName: null }
  }
  const { roleDefinitionId, scope } = activatable
  const builtIn = roleById(roleDefinitionId)
  const displayName = builtIn?.displayName ?? { en: roleDefinitionId, fr: roleDefinitionId }
  const scopeName = scope === DIRECTORY_SCOPE ? null : (known.scopeNames.get(scope) ?? scope)
  return { activatable, displayName, aliases: builtIn ? aliasesOf(builtIn) : [], tier, scopeName }
}

const nameablesByTiers = new WeakMap<MovedTiers, readonly Nameable[]>()

/**
 * Every assignable role over the whole directory, to understand commands against. The same `moved` object gives the
 * same list again, so that what is derived from it can be kept.
 */
export function catalogueNameables(moved: MovedTiers): readonly Nameable[] {
  const kept = nameablesByTiers.get(moved)
  if (kept) return kept
  const known: KnownNames = { groups: new Map(), scopeNames: new Map(), tiers: moved }
  const nameables = assignable.map(({ id }) =>
    nameableOf({ kind: 'role', roleDefinitionId: id, scope: DIRECTORY_SCOPE }, known),
  )
  nameablesByTiers.set(moved, nameables)
  return nameables
}

function aliasesOf(known: CatalogueRole): readonly string[] {
  const directoryName = known.directoryDisplayName === null ? [] : [known.directoryDisplayName]
  return [...directoryName, ...known.aliases.en, ...known.aliases.fr]
}

function exactNames(known: CatalogueRole): readonly string[] {
  const { en, fr } = known.displayName
  return [known.id, en, fr, ...(known.directoryDisplayName === null ? [] : [known.directoryDisplayName])].map(exactKey)
}

function exactKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').replaceAll('’', "'").toLowerCase()
}
