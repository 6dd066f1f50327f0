import type { AccessKind } from './organisation.ts'

/** What somebody does to, or with, a request or another person. */
export const COMMANDS = [
  'seeRequest',
  'cancel',
  'deactivate',
  'again',
  'checkActive',
  'approve',
  'deny',
  'takeBack',
  'revokeRequest',
  'revokePerson',
  'revokeTicket',
  'unblockPerson',
  'notMe',
  'seeEveryone',
  'confirmClock',
  'handleAlert',
] as const
export type AccessCommand = (typeof COMMANDS)[number]

/** How somebody stands to the request, or to the person it is about. */
export const RELATIONS = ['requester', 'approver', 'voter', 'other'] as const
export type Relation = (typeof RELATIONS)[number]

type Who = Relation | AccessKind

/**
 * Who may do what beyond asking: command × (relation to the request, or access held). A cell that is not here is a no.
 * What is allowed here is still decided by the request machine and by the settings of the moment.
 *
 * `-requester` takes it away from the requester, whatever access they hold.
 */
const table: { readonly [command in AccessCommand]: readonly (Who | '-requester')[] } = {
  seeRequest: ['requester', 'approver', 'voter', 'administrators', 'security', 'auditors'],
  cancel: ['requester'],
  deactivate: ['requester'],
  again: ['requester'],
  checkActive: ['requester'],
  approve: ['approver', '-requester'],
  deny: ['approver', '-requester'],
  takeBack: ['voter', '-requester'],
  revokeRequest: ['security', 'administrators', '-requester'],
  revokePerson: ['security', 'administrators', '-requester'],
  revokeTicket: ['security', 'administrators'],
  unblockPerson: ['security', 'administrators', '-requester'],
  notMe: ['requester'],
  seeEveryone: ['administrators', 'security', 'auditors'],
  confirmClock: ['administrators', 'security'],
  handleAlert: ['administrators', 'security', '-requester'],
}

/** Whether the table allows it. `requester` as a relation means: the request, person or alert is about oneself. */
export function isAllowed(
  command: AccessCommand,
  relations: readonly Relation[],
  access: readonly AccessKind[],
): boolean {
  const cell = table[command]
  if (cell.includes('-requester') && relations.includes('requester')) return false
  return [...relations, ...access].some((who) => cell.includes(who))
}
