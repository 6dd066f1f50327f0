import { type RoleUsage, roleUsageOf } from './role-usage.ts'
import type { PersonUsage } from './summarise-usage.ts'
import { CELL, CELLS, type UsageRoom } from './usage-room.ts'

/** What was counted, by role. To be asked once. */
export function rolesIn(room: UsageRoom, textOf: (number: number) => string): RoleUsage[] {
  const { cells, places, roles } = room
  for (let at = 0; at < places.size * CELLS; at += CELLS) {
    const requests = cells[at + CELL.requests] ?? 0
    const role = roles[cells[at + CELL.role] ?? 0]
    if (requests === 0 || !role) continue
    role.requests += requests
    role.denied += cells[at + CELL.denied] ?? 0
    role.timedOut += cells[at + CELL.timedOut] ?? 0
    role.askedAgain += cells[at + CELL.askedAgain] ?? 0
    role.activated += cells[at + CELL.activated] ?? 0
    role.people += cells[at + CELL.activated] === 0 ? 0 : 1
    role.heldMs += cells[at + CELL.held] ?? 0
  }
  return roles.flatMap((role, index) => {
    const number = places.roles[index]
    return role.requests === 0 || number === undefined ? [] : [roleUsageOf(textOf(number), role)]
  })
}

/** What was counted, by person. */
export function peopleIn({ cells, places }: UsageRoom, textOf: (number: number) => string): PersonUsage[] {
  const people = new Map<number, { activated: number; heldMs: number }>()
  for (let place = 0; place < places.size; place += 1) {
    const activated = cells[place * CELLS + CELL.activated] ?? 0
    if (activated === 0) continue
    const number = places.personAt(place)
    const person = people.get(number) ?? { activated: 0, heldMs: 0 }
    people.set(number, person)
    person.activated += activated
    person.heldMs += cells[place * CELLS + CELL.held] ?? 0
  }
  return [...people].map(([number, each]) => ({ personId: textOf(number), ...each }))
}
