import type { Instant } from '../values.ts'
import { createPairTable } from './pair-table.ts'
import { emptyTally, type RoleTally, type RoleUsage, roleUsageOf, tallyHeld } from './role-usage.ts'
import type { PersonUsage } from './summarise-usage.ts'

/** What is counted of each person's use of each role; roles and people are numbers. */
export interface PairTally {
  placeOf(activatable: number, requester: number): number
  roleAt(place: number): RoleTally
  /** NaN before the first activation. */
  lastEndAt(place: number): Instant
  addHeld(place: number, held: Held): void
  roles(textOf: (number: number) => string): RoleUsage[]
  people(textOf: (number: number) => string): PersonUsage[]
}

/** One request that became active. */
export interface Held {
  readonly durationMs: number
  readonly heldMs: number
  readonly isOver: boolean
  readonly lastEnd: Instant
}

/** Of each pair: how often, for how long, and until when. */
const WIDTH = 3

export function createPairTally(): PairTally {
  const pairs = createPairTable()
  const roles = new Map<number, RoleTally>()
  const roleAt: RoleTally[] = []
  let cells = new Float64Array(1024 * WIDTH)

  /** A place that is new. */
  function open(place: number, activatable: number): void {
    const role = roles.get(activatable) ?? emptyTally()
    roles.set(activatable, role)
    roleAt.push(role)
    if ((place + 1) * WIDTH > cells.length) {
      const larger = new Float64Array(2 * cells.length)
      larger.set(cells)
      cells = larger
    }
    cells[place * WIDTH + 2] = Number.NaN
  }

  function present(place: number): RoleTally {
    const role = roleAt[place]
    if (!role) throw new RangeError(`There is no pair ${place}`)
    return role
  }

  return {
    placeOf(activatable, requester) {
      const place = pairs.placeOf(activatable, requester)
      if (place === roleAt.length) open(place, activatable)
      return place
    },
    roleAt: present,
    lastEndAt: (place) => cells[place * WIDTH + 2] ?? Number.NaN,
    addHeld(place, { durationMs, heldMs, isOver, lastEnd }) {
      const role = present(place)
      const at = place * WIDTH
      const before = cells[at] ?? 0
      if (before === 0) role.people += 1
      cells[at] = before + 1
      cells[at + 1] = (cells[at + 1] ?? 0) + heldMs
      cells[at + 2] = lastEnd
      tallyHeld(role, durationMs, heldMs, isOver)
    },
    roles: (textOf) => [...roles].map(([number, tally]) => roleUsageOf(textOf(number), tally)),
    people(textOf) {
      const people = new Map<number, { activated: number; heldMs: number }>()
      for (let place = 0; place < pairs.size; place += 1) {
        const activated = cells[place * WIDTH] ?? 0
        if (activated === 0) continue
        const number = pairs.secondAt(place)
        const person = people.get(number) ?? { activated: 0, heldMs: 0 }
        people.set(number, person)
        person.activated += activated
        person.heldMs += cells[place * WIDTH + 1] ?? 0
      }
      return [...people].map(([number, each]) => ({ personId: textOf(number), ...each }))
    },
  }
}
