import { type Activatable, activatableKey, DIRECTORY_SCOPE } from '../../domain/activatable.ts'
import type { Actor } from '../../domain/activation-request.ts'
import { roleById, tierOf } from '../../domain/catalogue/catalogue.ts'
import type { PersonId } from '../../domain/values.ts'
import type { ActivatableView, ActorView, NameByLanguage, PersonView } from '../../domain/views/card-view.ts'
import type { Directory } from '../../ports/directory.ts'
import type { Context } from '../context.ts'

/** What naming asks of a context. */
export interface NamingContext {
  readonly directory: Pick<Directory, 'person' | 'group' | 'scopeName'>
  readonly organisation: Pick<Context['organisation'], 'tiers'>
}

/** Names as shown. A person or group that the directory no longer knows is shown by its id: never by somebody's guess. */

export async function personView(ctx: NamingContext, id: PersonId): Promise<PersonView> {
  const person = await ctx.directory.person(id)
  return { id, displayName: person?.displayName ?? id }
}

export async function displayNameOf(ctx: NamingContext, id: PersonId): Promise<string> {
  return (await personView(ctx, id)).displayName
}

export function peopleView(ctx: NamingContext, ids: readonly PersonId[]): Promise<PersonView[]> {
  return Promise.all(ids.map((id) => personView(ctx, id)))
}

export async function actorView(ctx: NamingContext, actor: Actor): Promise<ActorView> {
  return actor.kind === 'person' ? { kind: 'person', person: await personView(ctx, actor.personId) } : actor
}

export async function activatableView(ctx: NamingContext, activatable: Activatable): Promise<ActivatableView> {
  const base = { key: activatableKey(activatable), tier: tierOf(activatable, ctx.organisation.tiers) }
  if (activatable.kind === 'group') {
    const group = await ctx.directory.group(activatable.groupId)
    const displayName = inEveryLanguage(group?.displayName ?? activatable.groupId)
    return { ...base, kind: 'group', displayName, access: activatable.access, scope: null }
  }
  const role = roleById(activatable.roleDefinitionId)
  const displayName = role?.displayName ?? inEveryLanguage(activatable.roleDefinitionId)
  return { ...base, kind: 'role', displayName, access: null, scope: await scopeView(ctx, activatable.scope) }
}

async function scopeView(ctx: NamingContext, scope: string): Promise<ActivatableView['scope']> {
  if (scope === DIRECTORY_SCOPE) return null
  const kind = scope.startsWith('/administrativeUnits/') ? 'administrativeUnit' : 'object'
  return { kind, displayName: (await ctx.directory.scopeName(scope)) ?? scope.replace(/^\//, '') }
}

function inEveryLanguage(name: string): NameByLanguage {
  return { en: name, fr: name }
}
