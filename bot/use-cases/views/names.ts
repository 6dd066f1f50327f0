import { type Activatable, activatableKey, DIRECTORY_SCOPE } from '../../domain/activatable.ts'
import type { Actor } from '../../domain/activation-request.ts'
import { roleById, tierOf } from '../../domain/catalogue/catalogue.ts'
import type { PersonId } from '../../domain/values.ts'
import type { ActivatableView, ActorView, NameByLanguage, PersonView } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'

/** Names as shown. A person or group that the directory no longer knows is shown by its id: never by somebody's guess. */

export async function personView(ctx: Context, id: PersonId): Promise<PersonView> {
  const person = await ctx.directory.person(id)
  return { id, displayName: person?.displayName ?? id }
}

export async function displayNameOf(ctx: Context, id: PersonId): Promise<string> {
  return (await personView(ctx, id)).displayName
}

export function peopleView(ctx: Context, ids: readonly PersonId[]): Promise<PersonView[]> {
  return Promise.all(ids.map((id) => personView(ctx, id)))
}

export async function actorView(ctx: Context, actor: Actor): Promise<ActorView> {
  return actor.kind === 'person' ? { kind: 'person', person: await personView(ctx, actor.personId) } : actor
}

export async function activatableView(ctx: Context, activatable: Activatable): Promise<ActivatableView> {
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

async function scopeView(ctx: Context, scope: string): Promise<ActivatableView['scope']> {
  if (scope === DIRECTORY_SCOPE) return null
  const kind = scope.startsWith('/administrativeUnits/') ? 'administrativeUnit' : 'object'
  return { kind, displayName: (await ctx.directory.scopeName(scope)) ?? scope }
}

function inEveryLanguage(name: string): NameByLanguage {
  return { en: name, fr: name }
}
