import { chatOrganisation, everybody } from '../attacks/chat-organisation.ts'
import { APP_ID, TENANT } from './rig/people.ts'
import type { Rig } from './rig/rig.ts'

/** They may decide on Teams Administrator, and are odd. */
const ODD = ['disabled']
/** Each with an account in Teams. */
export const EVERYBODY = everybody(ODD)

/** The organisation under attack, whose people are linked to accounts of this Teams. */
export function configuration(rig: Rig, data: string, feed: string) {
  return chatOrganisation({
    odd: ODD,
    chat: { teams: { appId: APP_ID, tenantId: TENANT, credential: 'env:TEAMS_APP_PASSWORD' } },
    feed: `teams:${feed}`,
    accountOf: (id) => ({ teams: rig.person(id).oid }),
    data,
  })
}
