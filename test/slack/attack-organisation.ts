import { join } from 'node:path'
import type { SlackPeer } from './slack-peer.ts'

/** People with a Slack user each. Those of the second list may decide on Teams Administrator, and their users are odd. */
const PEOPLE = ['adele', 'lidia', 'alex', 'megan', 'pradeep']
const ODD = ['guest', 'ultra', 'gone', 'unconfirmed', 'invited', 'stranger', 'foreign', 'robot', 'disabled']
/** A person of the directory whose address a Slack user has who is linked to nobody. */
const UNLINKED = 'emeric'
/** Each with a user in Slack. */
export const EVERYBODY: readonly string[] = [...PEOPLE, ...ODD, UNLINKED]

/** An organisation without proofs of presence, whose people are linked to the users of this Slack. */
export function configuration(slack: SlackPeer, data: string) {
  const person = (id: string) => ({
    ...{ id, displayName: `${id} of Nordet`, userPrincipalName: `${id}@nordet.example`, disabled: id === 'disabled' },
    ...(id !== UNLINKED && { chat: { slack: slack.users[id] } }),
  })
  const eligible = ['Exchange Administrator', 'Teams Administrator', 'Security Administrator', 'User Administrator']
  const common = { maximumDuration: 'PT2H', defaultDuration: 'PT1H', require: ['justificationOrTicket'] }
  return {
    server: { port: 0, publicUrl: 'https://elevate.example.com' },
    dataDir: join(data, 'demo'),
    directory: {
      kind: 'local',
      people: EVERYBODY.map(person),
      groups: [
        { id: 'approvers', displayName: 'Approvers', members: ['alex', 'megan'] },
        { id: 'odd', displayName: 'Odd approvers', members: [...ODD, UNLINKED] },
      ],
      eligible: [
        ...eligible.map((role) => ({ person: 'adele', role })),
        { person: 'megan', role: 'Exchange Administrator' },
        ...[...ODD, UNLINKED].map((each) => ({ person: each, role: 'User Administrator' })),
      ],
    },
    access: { security: ['person:alex'] },
    chat: { slack: { signingSecret: 'env:SIGNING', botToken: 'env:BOT', apiUrl: slack.apiUrl } },
    channels: { feed: [`slack:${slack.channels['security-feed']}`] },
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
