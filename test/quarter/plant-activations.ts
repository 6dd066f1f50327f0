import { DAY, HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { Person } from '../../bot/domain/person.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { endOf } from './everyday.ts'
import { RARE, ROLES, subjectNamed } from './organisation.ts'
import { act, freeDay, type Habit, makeEligible, plant, type Scene } from './scene.ts'

/** Misuse in what is asked for. Each takes people of its own, who are otherwise as everybody. */

/** The same role again and again, seconds after it was given up. */
export function activatedTooOften(scene: Scene, person: Person): void {
  const habit = habitOf(scene, person, 0)
  const { at: day } = freeDay(scene, habit, 38)
  let at = day + 9.5 * HOUR
  const since = at
  for (let round = 0; round < 5; round += 1) {
    const life = act(scene, person.id, habit.role, at, { provenAfter: 3 * SECOND, outcome: 'deactivates', share: 0.1 })
    at = endOf(life) + 4 * SECOND
  }
  const about = { personId: person.id, subject: subjectNamed(habit.role) }
  plant(scene, 'activatedTooOften', about, { at: since, until: at }, ['burst'])
}

export function unusualHour(scene: Scene, people: readonly Person[]): void {
  for (const [index, person] of people.entries()) {
    const habit = habitOf(scene, person, 0)
    const { at: day } = freeDay(scene, habit, 48 + index * 5)
    const at = day + (2.5 + index) * HOUR
    const { request } = act(scene, person.id, habit.role, at, { durationMs: habit.usualMs })
    plant(scene, 'unusualHour', { personId: person.id, requestId: request.id }, { at })
  }
}

/** A role that this person never used before. */
export function unusualRole(scene: Scene, person: Person): void {
  makeEligible(scene, person.id, RARE)
  const at = (scene.days[52] ?? scene.from) + 13 * HOUR
  const { request } = act(scene, person.id, RARE, at)
  const about = { personId: person.id, subject: subjectNamed(RARE), requestId: request.id }
  // Eligible all the quarter long, and used once.
  plant(scene, 'unusualRole', about, { at }, ['eligibleUnused'])
}

/** Eight hours, where it was always two at most. */
export function unusualDuration(scene: Scene, person: Person): void {
  const habit = habitOf(scene, person, 0)
  const { at: day } = freeDay(scene, habit, 50)
  const at = day + 9 * HOUR
  const { request } = act(scene, person.id, habit.role, at, { durationMs: 8 * HOUR })
  plant(scene, 'unusualDuration', { personId: person.id, requestId: request.id }, { at })
}

/** Six roles within half an hour. */
export function burst(scene: Scene, person: Person): void {
  const at = (scene.days[54] ?? scene.from) + 10 * HOUR
  const free = ROLES.filter(({ name, required }) => required === 0 && !holds(scene, person, name))
  const own = scene.habits.filter((habit) => habit.person === person).map(({ role }) => role)
  for (const { name } of free) makeEligible(scene, person.id, name)
  for (const habit of scene.habits) if (habit.person === person) freeDay(scene, habit, 54)
  for (const [index, name] of [...free.map(({ name }) => name), ...own].entries())
    act(scene, person.id, name, at + index * 5 * MINUTE, { durationMs: 30 * MINUTE })
  plant(scene, 'burst', { personId: person.id }, { at, until: at + HOUR }, ['unusualRole', 'eligibleUnused'])
}

export function oneTicketManyActivations(scene: Scene, person: Person): void {
  const ticket = 'INC-7070'
  const habit = habitOf(scene, person, 1)
  let at: Instant = 0
  const since = scene.days[30] ?? scene.from
  for (let round = 0; round < 14; round += 1) {
    const day = freeDay(scene, habit, 30 + round)
    at = day.at + 10 * HOUR + round * MINUTE
    act(scene, person.id, habit.role, at, { ticket, justification: null, durationMs: habit.usualMs })
  }
  plant(scene, 'oneTicketManyActivations', { ticket, personId: person.id }, { at: since, until: at })
}

/** Ten people on one ticket within two days, and no incident declared. */
export function oneTicketManyPeople(scene: Scene, people: readonly Person[]): void {
  const ticket = 'INC-8080'
  const since = scene.days[44] ?? scene.from
  for (const [index, person] of people.entries()) {
    const habit = habitOf(scene, person, 0)
    const { at: day } = freeDay(scene, habit, 44 + (index % 2))
    const at = day + 9 * HOUR + index * 23 * MINUTE
    act(scene, person.id, habit.role, at, { ticket, justification: null, durationMs: habit.usualMs })
  }
  plant(scene, 'oneTicketManyPeople', { ticket }, { at: since, until: since + 4 * DAY })
}

/** The directory did not end it: still there three quarters of an hour later. */
export function activePastEnd(scene: Scene, person: Person): void {
  const habit = habitOf(scene, person, 0)
  const { at: day } = freeDay(scene, habit, 33)
  const late = { outcome: 'overdue', share: 45 * MINUTE, durationMs: habit.usualMs } as const
  const { request } = act(scene, person.id, habit.role, day + 14 * HOUR, late)
  const about = { personId: person.id, requestId: request.id, subject: subjectNamed(habit.role) }
  const endsAt = request.activation?.endsAt ?? 0
  plant(scene, 'activePastEnd', about, { at: endsAt, until: endsAt + 45 * MINUTE })
}

export function habitOf(scene: Scene, person: Person, index: number): Habit {
  const habit = scene.habits.filter((each) => each.person === person)[index]
  if (!habit) throw new Error(`${person.id} has no habit ${index}`)
  return habit
}

function holds(scene: Scene, person: Person, role: string): boolean {
  return scene.habits.some((habit) => habit.person === person && habit.role === role)
}
