import type { Linking } from '../../adapters/step-up/index.ts'
import type { ChatIdentity, Person } from '../domain/person.ts'
import type { PersonId } from '../domain/values.ts'
import type { LinkEvent } from '../ports/engine.ts'
import type { Parts } from './parts.ts'

type LinkRefusal = (LinkEvent & { readonly kind: 'refused' })['code']

/** What the linking pages may ask and do, over the platforms that link accounts; none without such a platform. */
export function linkingOf({ slack, accountLinks, directory, engine, config }: Parts): Linking | null {
  if (!slack) return null
  const { links, workspace } = slack.platform
  const { emergencyAccounts } = config.organisation

  /** Emergency accounts and the disabled are nobody here: their names tell nothing. */
  function mayBeLinked({ id, enabled }: Person): boolean {
    return enabled && !emergencyAccounts.includes(id)
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
    async link(identity, personId) {
      const person = await directory.person(personId)
      if (!person || !mayBeLinked(person) || !(await links.linkable(identity))) return 'refused'
      if (await links.bind(identity.userId, personId, 'proof')) return 'linked'
      await refused(identity, personId, 'personLinked')
      return 'taken'
    },
    recordRefused: (identity, personId) => refused(identity, personId, 'proofWrong'),
  }
}
