import { HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { Person } from '../../bot/domain/person.ts'
import { subjectNamed, TOO_LOOSE, TOO_STRICT } from './organisation.ts'
import { act, makeEligible, plant, type Scene } from './scene.ts'

/** Misuse in how it is decided. */

/** One approver says yes to twelve requests of different people, each within seconds. */
export function decidesInSeconds(scene: Scene, people: readonly Person[], approverId: string): void {
  const first = (scene.days[40] ?? scene.from) + 9 * HOUR
  let last = first
  for (let number = 0; number < 12; number += 1) {
    const person = people[number % people.length]
    if (!person) return
    const role = 'Intune Administrator'
    if (number < people.length) beEligible(scene, person.id, role)
    last = (scene.days[40 + Math.floor(number / 3)] ?? scene.from) + 9 * HOUR + (number % 3) * 3 * HOUR
    act(scene, person.id, role, last, { approvers: [{ personId: approverId, after: (3 + (number % 4)) * SECOND }] })
  }
  plant(scene, 'decidesInSeconds', { approverId }, { at: first, until: last }, [
    'unusualRole',
    'eligibleUnused',
    'approvedInSeconds',
  ])
}

/** Whatever this person asks, the same colleague approves, though eleven others could. */
export function alwaysSamePair(scene: Scene, person: Person, approverId: string): void {
  const role = 'SharePoint Administrator'
  beEligible(scene, person.id, role)
  const span = { at: scene.to, until: scene.from }
  for (let number = 0; number < 16; number += 1) {
    const at = (scene.days[4 + number * 3] ?? scene.from) + 17 * HOUR + number * MINUTE
    span.at = Math.min(span.at, at)
    span.until = Math.max(span.until, at)
    act(scene, person.id, role, at, {
      approvers: [{ personId: approverId, after: (2 + (number % 7)) * MINUTE }],
      durationMs: 30 * MINUTE,
    })
  }
  plant(scene, 'alwaysSamePair', { personId: person.id, approverId }, span)
}

/** A role for which nobody finds the time: most of its requests time out. */
export function keepsTimingOut(scene: Scene, people: readonly Person[]): void {
  useOften(scene, people, TOO_STRICT, (number) => (number % 4 === 3 ? {} : { outcome: 'timesOut' as const }))
  plant(scene, 'keepsTimingOut', { subject: subjectNamed(TOO_STRICT) }, span(scene))
}

/** A role that everybody approves without a look: the approval protects nothing. */
export function approvedInSeconds(scene: Scene, people: readonly Person[]): void {
  const approvers = scene.approvers
  useOften(scene, people, TOO_LOOSE, (number, requester) => {
    const able = approvers.filter((id) => id !== requester)
    return { approvers: [{ personId: able[number % able.length] ?? '', after: (4 + (number % 5)) * SECOND }] }
  })
  plant(scene, 'approvedInSeconds', { subject: subjectNamed(TOO_LOOSE) }, span(scene), ['decidesInSeconds'])
}

function useOften(
  scene: Scene,
  people: readonly Person[],
  role: string,
  how: (number: number, requester: string) => Parameters<typeof act>[4],
): void {
  for (const [index, person] of people.entries()) {
    makeEligible(scene, person.id, role)
    for (let round = 0; round < 8; round += 1) {
      const day = scene.days[2 + index + round * 7]
      if (day !== undefined)
        act(scene, person.id, role, day + 11 * HOUR + index * 7 * MINUTE, how(index + round, person.id))
    }
  }
}

function span(scene: Scene) {
  return { at: scene.from, until: scene.to }
}

function beEligible(scene: Scene, personId: string, role: string): void {
  const has = scene.habits.some((habit) => habit.person.id === personId && habit.role === role)
  if (has) throw new Error(`${personId} uses ${role} every day: choose another`)
  makeEligible(scene, personId, role)
}
