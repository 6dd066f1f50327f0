import { join } from 'node:path'

const PEOPLE = ['adele', 'lidia', 'alex', 'megan', 'pradeep']
/** A person of the directory whose account in the chat is linked to nobody. */
export const UNLINKED = 'emeric'

export interface ChatOrganisation {
  /** Who may decide on Teams Administrator, and whose accounts are odd. */
  readonly odd: readonly string[]
  /** The chat's section of the configuration, by its name. */
  readonly chat: { readonly [platform: string]: object }
  /** As the configuration names the channel of the feed. */
  readonly feed: string
  /** The accounts of a person in that chat, by its name. */
  readonly accountOf: (id: string) => { readonly [platform: string]: string | undefined }
  /** Where the data folder is made. */
  readonly data: string
}

/** Everybody of the organisation under attack: each has an account in the chat. */
export function everybody(odd: readonly string[]): readonly string[] {
  return [...PEOPLE, ...odd, UNLINKED]
}

/** An organisation without proofs of presence, whose people are linked to accounts of one chat. */
export function chatOrganisation({ odd, chat, feed, accountOf, data }: ChatOrganisation) {
  const person = (id: string) => ({
    ...{ id, displayName: `${id} of Nordet`, userPrincipalName: `${id}@nordet.example`, disabled: id === 'disabled' },
    ...(id !== UNLINKED && { chat: accountOf(id) }),
  })
  const eligible = ['Exchange Administrator', 'Teams Administrator', 'Security Administrator', 'User Administrator']
  const common = { maximumDuration: 'PT2H', defaultDuration: 'PT1H', require: ['justificationOrTicket'] }
  return {
    server: { port: 0, publicUrl: 'https://elevate.example.com' },
    dataDir: join(data, 'demo'),
    directory: {
      kind: 'local',
      people: everybody(odd).map(person),
      groups: [
        { id: 'approvers', displayName: 'Approvers', members: ['alex', 'megan'] },
        { id: 'odd', displayName: 'Odd approvers', members: [...odd, UNLINKED] },
      ],
      eligible: [
        ...eligible.map((role) => ({ person: 'adele', role })),
        { person: 'megan', role: 'Exchange Administrator' },
        ...[...odd, UNLINKED].map((each) => ({ person: each, role: 'User Administrator' })),
      ],
    },
    access: { security: ['person:alex'] },
    chat,
    channels: { feed: [feed] },
    tickets: { pattern: '^(INC|CHG)-?[0-9]{3,}$', url: 'https://tickets.example.com/{ticket}' },
    roleSettings: [
      {
        ...{ roles: ['tier:critical'], maximumDuration: 'PT1H', require: ['justification', 'ticket'] },
        approval: { approvers: ['group:approvers'], required: 2, window: 'PT1H' },
      },
      { ...common, roles: ['Exchange Administrator'], approval: { approvers: ['group:approvers'], window: 'PT1H' } },
      {
        ...{ ...common, roles: ['Teams Administrator'] },
        approval: { approvers: ['person:alex', 'group:odd'], window: 'PT1H' },
      },
      { ...common, roles: ['*'] },
    ],
    requestLimit: { count: 1000 },
  }
}
