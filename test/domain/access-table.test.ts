import { describe, expect, it } from 'vitest'
import { type AccessCommand, COMMANDS, isAllowed, RELATIONS, type Relation } from '../../bot/domain/access-table.ts'
import { ACCESS_KINDS, type AccessKind } from '../../bot/domain/organisation.ts'

/**
 * Written out a second time, cell by cell. Rows: command. Columns: relation to the request (requester, approver, voter,
 * other), then access held by somebody with no relation (administrators, security, auditors), then the requester holding
 * that access. `y` is allowed.
 */
const CELLS: { readonly [command in AccessCommand]: string } = {
  //             req app vot oth | adm sec aud | r+a r+s r+u
  seeRequest: '  y   y   y   -     y   y   y     y   y   y',
  cancel: '      y   -   -   -     -   -   -     y   y   y',
  deactivate: '  y   -   -   -     -   -   -     y   y   y',
  again: '       y   -   -   -     -   -   -     y   y   y',
  checkActive: ' y   -   -   -     -   -   -     y   y   y',
  approve: '     -   y   -   -     -   -   -     -   -   -',
  deny: '        -   y   -   -     -   -   -     -   -   -',
  takeBack: '    -   -   y   -     -   -   -     -   -   -',
  revokeRequest: '-  -   -   -     y   y   -     -   -   -',
  revokePerson: '-   -   -   -     y   y   -     -   -   -',
  revokeTicket: '-   -   -   -     y   y   -     y   y   -',
  unblockPerson: '-  -   -   -     y   y   -     -   -   -',
  notMe: '       y   -   -   -     -   -   -     y   y   y',
  seeEveryone: ' -   -   -   -     y   y   y     y   y   y',
  confirmClock: '-   -   -   -     y   y   -     y   y   -',
  handleAlert: ' -   -   -   -     y   y   -     -   -   -',
}

const columns: {
  readonly name: string
  readonly relations: readonly Relation[]
  readonly access: readonly AccessKind[]
}[] = [
  ...RELATIONS.map((relation) => ({ name: relation, relations: [relation], access: [] })),
  ...ACCESS_KINDS.map((kind) => ({ name: kind, relations: ['other' as const], access: [kind] })),
  ...ACCESS_KINDS.map((kind) => ({
    name: `requester with ${kind}`,
    relations: ['requester' as const],
    access: [kind],
  })),
]

describe('who may do what', () => {
  for (const command of COMMANDS) {
    const cells = CELLS[command].trim().split(/\s+/)
    for (const [index, { name, relations, access }] of columns.entries()) {
      const allowed = cells[index] === 'y'
      it(`${command}: ${name} ${allowed ? 'may' : 'may not'}`, () => {
        expect(cells).toHaveLength(columns.length)
        expect(isAllowed(command, relations, access)).toBe(allowed)
      })
    }
  }

  it('nobody without relation or access may do anything', () => {
    for (const command of COMMANDS) expect(isAllowed(command, [], [])).toBe(false)
  })
})
