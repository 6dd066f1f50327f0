import {
  type AdapterState,
  type ChatIdentity,
  DirectoryUnavailable,
  type Instant,
  type Log,
  type Person,
  type PersonId,
} from '../../bot/index.ts'
import { createLinkRecords, type LinkedBy } from './link-records.ts'
import type { People, Standing } from './people.ts'

const ASKED_AGAIN_AFTER = 5 * 60_000

/** Whose a Slack user id is. A link of the configuration comes before any other. */
export interface Links {
  /** Whom the id is linked to, whether or not they may still do anything. Makes no link and asks nobody. */
  linkedPerson(userId: string): Promise<PersonId | null>
  /**
   * The person a verified identity belongs to: a member of this workspace, linked, perhaps by this very call. Null for
   * everybody else. Throws `DirectoryUnavailable` where Slack gives no answer.
   */
  personOf(identity: ChatIdentity): Promise<PersonId | null>
  /** Where the person is reached, or null. Throws `DirectoryUnavailable` where that cannot be found out now. */
  userOf(personId: PersonId): Promise<string | null>
  /** Links them for good. False where either is linked to somebody else: nothing changes then. */
  bind(userId: string, personId: PersonId, by: LinkedBy): Promise<boolean>
  /** A member of this workspace whom no link is of. Null for everybody else. Throws as `personOf` does. */
  linkable(identity: ChatIdentity): Promise<Member | null>
  /** Ends a link that was made; one of the configuration is ended there. */
  unbind(personId: PersonId): Promise<boolean>
}

type Member = Standing & { readonly kind: 'member' }

export interface MadeLink {
  readonly identity: ChatIdentity
  readonly personId: PersonId
  readonly by: LinkedBy
  readonly at: Instant
  /** The account as people know it. */
  readonly account: string
}

export interface LinksOptions {
  readonly state: AdapterState
  readonly people: People
  /** Id of the app's own workspace; null while it is unknown. */
  readonly home: () => string | null
  /** Links that the operator asserts: user id → person. */
  readonly configured: ReadonlyMap<string, PersonId>
  /** In lower case. Empty: no address links anybody. */
  readonly verifiedEmailDomains: readonly string[]
  /** The directory's people. */
  readonly everybody: () => Promise<readonly Person[]>
  readonly now: () => Instant
  readonly log: Log
  /** Has a link recorded and told. Called again until it once returned; whoever records takes that for one link. */
  readonly record: (link: MadeLink) => Promise<void>
  readonly monotonic?: () => number
}

export function createLinks(options: LinksOptions): Links {
  const { people, home, configured, everybody, now, log, record, monotonic = () => performance.now() } = options
  const records = createLinkRecords(options.state)
  const configuredUser = new Map([...configured].map(([userId, personId]) => [personId, userId]))
  const domains = new Set(options.verifiedEmailDomains)
  /** People without a link whose address Slack did not know, and since when. */
  const unknownSince = new Map<PersonId, number>()

  function tenant(): string {
    const id = home()
    if (id === null) throw new DirectoryUnavailable('The Slack workspace is not known yet')
    return id
  }

  async function linkedPerson(userId: string): Promise<PersonId | null> {
    const asserted = configured.get(userId)
    if (asserted !== undefined) return asserted
    const personId = await records.personOf(tenant(), userId)
    return personId === null || configuredUser.has(personId) ? null : personId
  }

  async function linkedUser(personId: PersonId): Promise<string | null> {
    const asserted = configuredUser.get(personId)
    if (asserted !== undefined) return asserted
    const userId = await records.userOf(tenant(), personId)
    return userId === null || configured.has(userId) ? null : userId
  }

  async function bind(userId: string, personId: PersonId, by: LinkedBy): Promise<boolean> {
    if (configured.has(userId) || configuredUser.has(personId)) return configured.get(userId) === personId
    const isBound = await records.add({ tenant: tenant(), userId, personId, by, at: now() })
    if (isBound) unknownSince.delete(personId)
    log.info({ userId, personId, by, isBound }, 'A Slack user was to be linked')
    if (isBound) await announce(userId, personId)
    return isBound
  }

  /** A link that nobody was told of, as after a crash, gives no right until it is recorded. */
  async function announce(userId: string, personId: PersonId): Promise<void> {
    const untold = await records.untold(tenant(), personId)
    if (!untold) return
    const standing = await people.standing(userId)
    const account = accountText(userId, standing.kind === 'member' ? standing.displayName : '')
    await record({ identity: { platform: 'slack', tenant: tenant(), userId }, personId, account, ...untold })
    await records.told(tenant(), personId)
  }

  async function member({ platform, tenant: from, userId }: ChatIdentity): Promise<Member | null> {
    if (platform !== 'slack' || from !== tenant()) return null
    const standing = answered(await people.standing(userId))
    return standing.kind === 'member' ? standing : null
  }

  function isVerified(email: string): boolean {
    return domains.has(email.slice(email.lastIndexOf('@') + 1).toLowerCase())
  }

  async function personByEmail(email: string | null): Promise<PersonId | null> {
    if (email === null || !isVerified(email)) return null
    const found = (await everybody()).filter((person) => isSameAddress(person.userPrincipalName, email))
    const [only] = found
    return found.length === 1 && only?.enabled ? only.id : null
  }

  async function firstLinkOf(personId: PersonId): Promise<string | null> {
    if (domains.size === 0 || monotonic() - (unknownSince.get(personId) ?? -Infinity) < ASKED_AGAIN_AFTER) return null
    const email = (await everybody()).find(({ id }) => id === personId)?.userPrincipalName ?? ''
    if ((await personByEmail(email)) !== personId) return null
    const member = await people.memberByEmail(email)
    if ('userId' in member && (await bind(member.userId, personId, 'email'))) return member.userId
    if (!('userId' in member)) answered(member)
    unknownSince.set(personId, monotonic())
    return null
  }

  return {
    linkedPerson,
    bind,
    async personOf(identity) {
      const { userId } = identity
      const standing = await member(identity)
      if (!standing) return null
      const linked = await linkedPerson(userId)
      if (linked !== null) {
        if (!configured.has(userId)) await announce(userId, linked)
        return linked
      }
      const personId = await personByEmail(standing.email)
      return personId !== null && (await bind(userId, personId, 'email')) ? personId : null
    },
    async linkable(identity) {
      const found = await member(identity)
      return found && (await linkedPerson(identity.userId)) === null ? found : null
    },
    userOf: async (personId) => (await linkedUser(personId)) ?? (await firstLinkOf(personId)),
    unbind: (personId) => records.remove(tenant(), personId),
  }
}

/** How an account is called where nobody can click on it. */
export function accountText(userId: string, displayName: string): string {
  return `Slack: ${displayName === '' ? userId : `${displayName} (${userId})`}`
}

/** No answer is no reason to take somebody for a stranger, nor for a member. */
function answered(standing: Standing): Exclude<Standing, { readonly kind: 'unknown' }> {
  if (standing.kind !== 'unknown') return standing
  const { failure } = standing
  const why = failure.outcome === 'refused' ? failure.code : failure.outcome
  throw new DirectoryUnavailable(`Slack does not say who this is (${why})`)
}

function isSameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}
