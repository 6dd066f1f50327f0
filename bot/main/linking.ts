import type { Linking } from '../../adapters/step-up/index.ts'
import type { ChatIdentity, Person } from '../domain/person.ts'
import type { PersonId } from '../domain/values.ts'
import type { LinkFinish } from '../ports/chat-platform.ts'
import type { LinkEvent } from '../ports/engine.ts'
import type { Parts } from './parts.ts'

type LinkRefusal = (LinkEvent & { readonly kind: 'refused' })['code']

/** Pages that link accounts, and the end of it in the account itself. */
export interface AccountLinking extends Linking {
  /** What was typed in an account that is linked to nobody. May throw `DirectoryUnavailable`. */
  finish(identity: ChatIdentity, code: string): Promise<LinkFinish>
}

type LinkingParts = Pick<Parts, 'slack' | 'accountLinks' | 'linkCodes' | 'directory' | 'engine' | 'config'>

/** What linking needs, over the platforms that link accounts; none without such a platform. */
export function linkingOf(parts: LinkingParts): AccountLinking | null {
  const { slack, accountLinks, linkCodes, directory, engine, config } = parts
  if (!slack) return null
  const { links, workspace } = slack.platform
  const { emergencyAccounts } = config.organisation

  /** Emergency accounts and the disabled are nobody here: their names tell nothing. */
  function mayBeLinked({ id, enabled }: Person): boolean {
    return enabled && !emergencyAccounts.includes(id)
  }

  async function areLinkable(identity: ChatIdentity, personId: PersonId): Promise<boolean> {
    const person = await directory.person(personId)
    return person !== null && mayBeLinked(person) && (await links.linkable(identity)) !== null
  }

  /** The account by its id alone: what it calls itself is told where it was believed. */
  function refused(identity: ChatIdentity, personId: PersonId | null, code: LinkRefusal): Promise<void> {
    const account = `Slack: ${identity.userId}`
    return engine.recordLink({ kind: 'refused', identity, account, at: engine.now(), personId, code })
  }

  return {
    links: accountLinks,
    async account(identity) {
      const member = await links.linkable(identity)
      if (!member) return null
      const { displayName, email } = member
      const { name = '', teamId = '' } = workspace.current() ?? {}
      return { platformName: 'Slack', displayName, email, userId: identity.userId, workspace: name || teamId }
    },
    async find(typed) {
      const wanted = typed.toLowerCase()
      const people = (await directory.people()).filter(
        ({ id, userPrincipalName }) => id === typed || userPrincipalName.toLowerCase() === wanted,
      )
      const [only] = people
      return people.length === 1 && only && mayBeLinked(only) ? only.id : null
    },
    signInName: async (personId) => (await directory.person(personId))?.userPrincipalName ?? null,
    async awaitLine(identity, personId) {
      if (!(await areLinkable(identity, personId))) return { outcome: 'refused' }
      if ((await links.userOf(personId)) !== null) {
        await refused(identity, personId, 'personLinked')
        return { outcome: 'taken' }
      }
      const code = await linkCodes.issue(identity, personId, engine.now())
      return { outcome: 'typeIt', line: `/elevate link ${code.slice(0, 4)} ${code.slice(4)}` }
    },
    async finish(identity, code) {
      const redeemed = await linkCodes.redeem(identity, code, engine.now())
      // Linked already: perhaps by this very line, in a process that was killed before it could say so.
      if ((await links.linkedPerson(identity.userId)) !== null) return 'linked'
      if (!(await links.linkable(identity))) return 'refused'
      if (redeemed.outcome === 'wrong') {
        await refused(identity, null, 'proofWrong')
        return 'wrong'
      }
      const { personId } = redeemed
      if (!(await areLinkable(identity, personId))) return 'refused'
      const isLinked = await links.bind(identity.userId, personId, 'proof')
      if (!isLinked) await refused(identity, personId, 'personLinked')
      await linkCodes.drop(identity)
      return isLinked ? 'linked' : 'taken'
    },
    recordRefused: (identity, personId) => refused(identity, personId, 'proofWrong'),
  }
}
