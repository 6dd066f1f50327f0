import { activatableKey } from '../../bot/domain/activatable.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { Person } from '../../bot/domain/person.ts'
import type { Instant, PersonId } from '../../bot/domain/values.ts'
import { RARE, roleNamed, subjectNamed, WITHOUT_MFA } from './organisation.ts'
import { act, makeEligible, plant, type Scene } from './scene.ts'
import { foundOutside } from './tell.ts'

/** Misuse in who holds what, and in what went round Elevate. */

export function assignedOutside(scene: Scene, people: readonly Person[]): void {
  for (const [index, person] of people.entries()) {
    const at = (scene.days[15 + index * 20] ?? scene.from) + 15 * HOUR
    const role = index === 0 ? 'Exchange Administrator' : 'User Administrator'
    stand(scene, `standing/outside-${index}`, person.id, role, at)
    plant(scene, 'assignedOutside', { personId: person.id, subject: subjectNamed(role) }, { at, until: scene.to })
  }
}

/** A group nested by mistake: so many become standing Global Administrators at once. */
export function tooManyGlobalAdministrators(scene: Scene, people: readonly Person[]): void {
  const at = (scene.days[58] ?? scene.from) + 16 * HOUR
  for (const { id } of people) stand(scene, `standing/global-${id}`, id, 'Global Administrator', at)
  plant(
    scene,
    'tooManyGlobalAdministrators',
    { subject: subjectNamed('Global Administrator') },
    { at, until: scene.to },
    ['assignedOutside'],
  )
}

/** The organisation's settings have it from the first day on; it is used now and then. */
export function roleWithoutMfa(scene: Scene, person: Person): void {
  makeEligible(scene, person.id, WITHOUT_MFA)
  for (let week = 0; week < 12; week += 1)
    act(scene, person.id, WITHOUT_MFA, (scene.days[3 + week * 5] ?? scene.from) + 12 * HOUR, { provenAfter: null })
  plant(scene, 'roleWithoutMfa', { subject: subjectNamed(WITHOUT_MFA) }, { at: scene.from, until: scene.to })
}

export function eligibleUnused(scene: Scene, people: readonly Person[]): void {
  for (const person of people) {
    makeEligible(scene, person.id, RARE)
    const about = { personId: person.id, subject: subjectNamed(RARE) }
    plant(scene, 'eligibleUnused', about, { at: scene.from + 30 * DAY, until: scene.to })
  }
}

/** Eligible, and not seen since long before the quarter. */
export function staleAccount(scene: Scene, people: readonly PersonId[]): void {
  for (const personId of people) {
    makeEligible(scene, personId, 'User Administrator')
    scene.lastSignIn.set(personId, scene.from - 120 * DAY)
    plant(scene, 'staleAccount', { personId }, { at: scene.from, until: scene.to }, ['eligibleUnused'])
  }
}

export function licenceMissing(scene: Scene): void {
  scene.unlicensedFrom = (scene.days[60] ?? scene.from) + 6 * HOUR
  plant(scene, 'licenceMissing', {}, { at: scene.unlicensedFrom, until: scene.to })
}

export function activatedOutside(scene: Scene, people: readonly Person[]): void {
  for (const [index, person] of people.entries()) {
    const at = (scene.days[12 + index * 18] ?? scene.from) + 11 * HOUR
    outside(scene, `outside-${index}`, person.id, 'Exchange Administrator', at)
    const about = { personId: person.id, subject: subjectNamed('Exchange Administrator') }
    plant(scene, 'activatedOutside', about, { at, until: at + HOUR }, ['unusualRole'])
  }
}

export function emergencyAccountUsed(scene: Scene): void {
  const at = (scene.days[36] ?? scene.from) + 22 * HOUR
  outside(scene, 'outside-emergency', 'breakglass-1', 'Global Administrator', at)
  const related = ['activatedOutside', 'unusualHour', 'unusualRole'] as const
  plant(scene, 'emergencyAccountUsed', { personId: 'breakglass-1' }, { at, until: at + HOUR }, related)
}

export function stand(scene: Scene, id: string, personId: PersonId, role: string, startedAt: Instant): void {
  scene.active.push({ id, personId, activatable: roleNamed(role), via: 'assigned', startedAt, endsAt: null, key: null })
}

function outside(scene: Scene, id: string, personId: PersonId, role: string, at: Instant): void {
  const activatable = roleNamed(role)
  scene.active.push({ id, personId, activatable, via: 'activated', startedAt: at, endsAt: at + HOUR, key: null })
  scene.events.push(foundOutside(at + 3 * MINUTE, personId, activatableKey(activatable), id))
}
