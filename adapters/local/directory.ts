import {
  type Activatable,
  type ActivateOutcome,
  type ActivationOrder,
  type ActiveAssignment,
  type AdapterState,
  type ChatIdentity,
  type Directory,
  DirectoryUnavailable,
  durationToMs,
  type Instant,
  NOTHING_KNOWN,
  type PersonId,
  sameActivatable,
} from '../../bot/index.ts'
import type { Activation } from './activation-record.ts'
import { type Activations, ALREADY_ACTIVE, createActivations } from './activations.ts'
import type { DirectoryDifference } from './applied-file.ts'
import { type AssignmentFile, createAssignmentFile, type RecordDifferences } from './assignment-file.ts'
import type { LocalDirectoryConfig } from './config.ts'
import { createHoldings, type Holdings } from './holdings.ts'
import { compileDirectory, type DirectoryModel, type ResolveRole } from './model.ts'

export type RemoveOutcome =
  | { readonly outcome: 'removed' }
  | { readonly outcome: 'notFound' }
  /** The person has it as a member of that group: one member alone cannot lose it. */
  | { readonly outcome: 'heldByGroup'; readonly groupId: string }

/** People, groups and assignments of the configuration file; activations with an end that it enforces itself. */
export interface LocalDirectory extends Directory {
  /**
   * Applies the file; at every start, before anything else. Returns what changed since the last time, and hands the
   * same to `record` before it writes: where recording throws, nothing is applied.
   */
  apply(record?: RecordDifferences): Promise<readonly DirectoryDifference[]>
  /** Removes an eligible assignment for as long as the file goes on naming it. */
  removeEligible(personId: PersonId, activatable: Activatable): Promise<RemoveOutcome>
  /** The same for a standing assignment. */
  removeStanding(personId: PersonId, activatable: Activatable): Promise<RemoveOutcome>
}

export interface LocalDirectoryOptions {
  readonly config: LocalDirectoryConfig
  readonly state: AdapterState
  /** The engine's time, which never goes back. */
  readonly now: () => Instant
  readonly resolveRole: ResolveRole
  /**
   * The organisation's own workspace or tenant on a platform. Identities of any other belong to nobody; so do all of a
   * platform for which there is no answer.
   */
  readonly homeTenant?: (platform: string) => string | null
}

/** The web chat knows people by their ids in this directory. */
const WEB = { platform: 'web', tenant: 'local' }

interface Parts {
  readonly model: DirectoryModel
  readonly file: AssignmentFile
  readonly activations: Activations
  readonly holdings: Holdings
  readonly now: () => Instant
}

/** Throws where the file has problems: `compileDirectory` lists them with their places. */
export function createLocalDirectory(options: LocalDirectoryOptions): LocalDirectory {
  const parts = assemble(options)
  const { model, file, activations, holdings, now } = parts
  return {
    activation: 'direct',
    person: async (id) => model.people.get(id) ?? null,
    people: async () => [...model.people.values()],
    personOf: async (identity) => model.people.get(personIdOf(identity, model, options.homeTenant) ?? '') ?? null,
    group: async (id) => model.groups.get(id) ?? null,
    membersOf: (groupId) => answering(() => holdings.members(groupId, now())),
    scopeName: async (scope) => model.scopes.get(scope) ?? null,
    eligibleAssignments: (personId) => answering(() => holdings.eligible(personId, now())),
    allEligible: () =>
      answering(async () => {
        const each = [...model.people.keys()].map((id) => holdings.eligible(id, now()))
        return (await Promise.all(each)).flat()
      }),
    activeAssignments: (personId) => answering(() => activeAssignments(parts, personId ?? null)),
    // The file tells of no sign-ins, and there is nothing to be licensed.
    insights: async () => ({ ...NOTHING_KNOWN, licence: 'notNeeded' }),
    readBack: (personId, activatable) =>
      answering(async () => {
        const found = model.people.has(personId) ? await activations.find(personId, activatable, now()) : null
        return found && toActive(found)
      }),
    activate: (order) => answering(() => activate(parts, order)),
    deactivate: (order) => answering(() => activations.end(order, now(), model.minimumActivationMs)),
    apply: (record = async () => {}) =>
      file.apply(now(), async (differences) => {
        await record(differences)
        for (const { kind, what } of differences) {
          if (kind === 'personRemoved') await activations.forget(String(what['id']))
        }
      }),
    removeEligible: (personId, activatable) => answering(() => remove(parts, 'eligible', personId, activatable)),
    removeStanding: (personId, activatable) => answering(() => remove(parts, 'standing', personId, activatable)),
  }
}

function assemble({ config, state, resolveRole, now }: LocalDirectoryOptions): Parts {
  const { problems, model } = compileDirectory(config, resolveRole)
  if (!model) throw new Error(`The directory section has problems: ${problems.map((p) => p.message).join('; ')}`)
  const file = createAssignmentFile(config, model, state)
  const activations = createActivations(state)
  return { model, file, activations, holdings: createHoldings(model, file, activations), now }
}

async function activate(
  { model, activations, holdings, now }: Parts,
  { key, personId, activatable, duration, latestEnd }: ActivationOrder,
): Promise<ActivateOutcome> {
  const at = now()
  return activations.start({ key, personId, activatable }, at, async () => {
    const refused = refusePerson(model, personId)
    if (refused) return { refused }
    const standing = await holdings.standing(personId, at)
    if (standing.some((held) => sameActivatable(held.activatable, activatable))) return { refused: ALREADY_ACTIVE }
    const eligible = (await holdings.eligible(personId, at)).find((e) => sameActivatable(e.activatable, activatable))
    if (!eligible) return { refused: 'EligibilityRule: no eligible assignment for this person and activatable' }
    const ends = [at + durationToMs(duration), latestEnd, eligible.endsAt]
    const endsAt = Math.min(...ends.filter((end) => end !== null))
    return endsAt > at ? { endsAt } : { refused: 'ExpirationRule: the latest end has passed' }
  })
}

async function activeAssignments(
  { model, activations, holdings, now }: Parts,
  personId: PersonId | null,
): Promise<readonly ActiveAssignment[]> {
  const at = now()
  const found = [...(await holdings.standing(personId, at))]
  for (const activation of await activations.of(personId, at)) {
    if (model.people.has(activation.personId)) found.push(toActive(activation))
  }
  return found
}

async function remove(
  { file, holdings, now }: Parts,
  kind: 'eligible' | 'standing',
  personId: PersonId,
  activatable: Activatable,
): Promise<RemoveOutcome> {
  const at = now()
  const entries = (await file.entries()).filter((e) => e.kind === kind && sameActivatable(e.activatable, activatable))
  const own = entries.find(({ holder }) => holder.kind === 'person' && holder.personId === personId)
  if (own) {
    await file.remove(own, at)
    return { outcome: 'removed' }
  }
  for (const { holder } of entries) {
    if (holder.kind !== 'group') continue
    const members = await holdings.members(holder.groupId, at)
    if (members.includes(personId)) return { outcome: 'heldByGroup', groupId: holder.groupId }
  }
  return { outcome: 'notFound' }
}

/** Whatever the store says went wrong, the directory has no answer. */
async function answering<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof DirectoryUnavailable) throw error
    throw new DirectoryUnavailable('The local directory cannot be read or written', { cause: error })
  }
}

function personIdOf(
  identity: ChatIdentity,
  model: DirectoryModel,
  homeTenant: LocalDirectoryOptions['homeTenant'],
): PersonId | null {
  if (identity.platform === WEB.platform) return identity.tenant === WEB.tenant ? identity.userId : null
  const home = homeTenant?.(identity.platform) ?? null
  if (home === null || home !== identity.tenant) return null
  return model.links.get(`${identity.platform}/${identity.userId}`) ?? null
}

function refusePerson(model: DirectoryModel, personId: PersonId): string | null {
  const person = model.people.get(personId)
  if (!person) return 'SubjectNotFound: no such person'
  return person.enabled ? null : 'SubjectDisabled: the account is disabled'
}

function toActive({ personId, activatable, key, startedAt, endsAt }: Activation): ActiveAssignment {
  return { id: `activated/${key}`, personId, activatable, via: 'activated', startedAt, endsAt, key }
}
