import { join } from 'node:path'
import { APP_ID, TENANT } from './rig/people.ts'
import type { Rig } from './rig/rig.ts'

/** People with an account in Teams each. Those of the second list may decide on Teams Administrator, and are odd. */
const PEOPLE = ['adele', 'lidia', 'alex', 'megan', 'pradeep']
const ODD = ['disabled']
/** A person of the directory whose account in Teams is linked to nobody. */
const UNLINKED = 'emeric'
/** Each with an account in Teams. */
export const EVERYBODY: readonly string[] = [...PEOPLE, ...ODD, UNLINKED]

/** An organisation without proofs of presence, whose people are linked to accounts of this Teams. */
export function configuration(rig: Rig, data: string, feed: string) {
  const person = (id: string) => ({
    ...{ id, displayName: `${id} of Nordet`, userPrincipalName: `${id}@nordet.example`, disabled: id === 'disabled' },
    ...(id !== UNLINKED && { chat: { teams: rig.person(id).oid } }),
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
    chat: { teams: { appId: APP_ID, tenantId: TENANT, credential: 'env:TEAMS_APP_PASSWORD' } },
    channels: { feed: [`teams:${feed}`] },
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
