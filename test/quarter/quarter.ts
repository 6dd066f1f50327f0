import { DAY, HOUR } from '../../bot/domain/duration.ts'
import type { Person } from '../../bot/domain/person.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { createRandom } from '../simulation/random.ts'
import { liveEveryday, settleHabits } from './everyday.ts'
import { inventPeople, organisationOf, ZONE } from './organisation.ts'
import * as asked from './plant-activations.ts'
import * as decided from './plant-approvals.ts'
import * as held from './plant-directory.ts'
import { type Scene, workingDays } from './scene.ts'
import { settingsApplied } from './tell.ts'
import { MISUSE, type Misuse, type Quarter, type QuarterOptions } from './types.ts'

export type { About, DirectoryFacts, Misuse, Planted, Quarter, QuarterOptions } from './types.ts'
export { MISUSE } from './types.ts'

const LENGTH = 91 * DAY
/** A Sunday night. */
const END: Instant = Date.UTC(2026, 7, 3, 4)
const APPROVERS = 12
/** Of roles that do no harm: what share of all standing assignments the others are is known by them. */
const HARMLESS = 30

/**
 * A quarter in the life of an invented organisation, the same for the same seed. Everyday use is regular with some
 * noise in it: evenings, refusals, time-outs, declared incidents. Misuse is planted on top, and listed.
 */
export function quarter(options: QuarterOptions): Quarter {
  const { seed, people: count, activations, end = END, plant = MISUSE } = options
  if (count < 40) throw new RangeError('A quarter needs at least 40 people')
  const random = createRandom(seed)
  const from = end - LENGTH
  const people = inventPeople(count, random)
  const scene: Scene = {
    random,
    from,
    to: end,
    days: workingDays(from, end),
    organisation: organisationOf(plant.includes('roleWithoutMfa')),
    people,
    approvers: people.slice(0, APPROVERS).map(({ id }) => id),
    habits: [],
    eligible: [],
    active: [],
    lastSignIn: new Map(),
    lives: [],
    events: [],
    planted: [],
    incidents: [],
    unlicensedFrom: Number.POSITIVE_INFINITY,
  }
  for (let number = 0; number < HARMLESS; number += 1)
    held.stand(scene, `standing/reader-${number}`, `service-${number}`, 'Directory Readers', from - 200 * DAY)
  held.stand(scene, 'standing/breakglass-1', 'breakglass-1', 'Global Administrator', from - 300 * DAY)
  settleHabits(scene)
  plantMisuse(scene, plant)
  liveEveryday(scene, activations)
  return asQuarter(scene)
}

/** Planted before everyday life, which then keeps clear of the days taken. */
function plantMisuse(scene: Scene, kinds: readonly Misuse[]): void {
  const free = scene.people.slice(APPROVERS)
  let next = 0
  const take = (count: number, without: string | null = null): readonly Person[] => {
    const taken: Person[] = []
    while (taken.length < count) {
      const person = free[next % free.length]
      next += 1
      if (person && !(without && uses(scene, person, without))) taken.push(person)
    }
    return taken
  }
  const one = (without: string | null = null) => take(1, without)[0] ?? fail()
  const approver = (index: number) => scene.approvers[index] ?? fail()
  const recipes: { readonly [kind in Misuse]: () => void } = {
    assignedOutside: () => held.assignedOutside(scene, take(2)),
    activatedTooOften: () => asked.activatedTooOften(scene, freeOfApproval(scene, take)),
    tooManyGlobalAdministrators: () => held.tooManyGlobalAdministrators(scene, scene.people.slice(-60)),
    roleWithoutMfa: () => held.roleWithoutMfa(scene, one()),
    eligibleUnused: () => held.eligibleUnused(scene, take(4)),
    staleAccount: () => held.staleAccount(scene, ['retired.1', 'retired.2']),
    licenceMissing: () => held.licenceMissing(scene),
    activatedOutside: () => held.activatedOutside(scene, take(3)),
    emergencyAccountUsed: () => held.emergencyAccountUsed(scene),
    unusualHour: () => asked.unusualHour(scene, take(2)),
    unusualRole: () => asked.unusualRole(scene, one()),
    unusualDuration: () => asked.unusualDuration(scene, one()),
    burst: () => asked.burst(scene, one()),
    oneTicketManyActivations: () => asked.oneTicketManyActivations(scene, one()),
    oneTicketManyPeople: () => asked.oneTicketManyPeople(scene, take(10)),
    decidesInSeconds: () => decided.decidesInSeconds(scene, take(4, 'Intune Administrator'), approver(0)),
    alwaysSamePair: () => decided.alwaysSamePair(scene, one('SharePoint Administrator'), approver(1)),
    activePastEnd: () => asked.activePastEnd(scene, one()),
    keepsTimingOut: () => decided.keepsTimingOut(scene, take(3)),
    approvedInSeconds: () => decided.approvedInSeconds(scene, take(3)),
  }
  for (const kind of kinds) recipes[kind]()
}

/** Somebody whose first role asks for no approval: only then can it be had again within seconds. */
function freeOfApproval(scene: Scene, take: (count: number) => readonly Person[]): Person {
  for (;;) {
    const [person] = take(1)
    const habit = scene.habits.find((each) => each.person === person)
    if (person && habit && /^(User|Helpdesk|Groups|License|Teams) /u.test(habit.role)) return person
  }
}

function uses(scene: Scene, person: Person, role: string): boolean {
  return scene.habits.some((habit) => habit.person === person && habit.role === role)
}

function asQuarter(scene: Scene): Quarter {
  const lives = [...scene.lives].sort((a, b) => a.request.submittedAt - b.request.submittedAt)
  const started = settingsApplied(scene.from, scene.organisation.roleSettings)
  const events = [started, ...scene.events, ...lives.flatMap(({ audit }) => audit)].sort((a, b) => a.at - b.at)
  const gone = ['retired.1', 'retired.2', 'breakglass-1'].map((id) => invented(id))
  const everybody = [...scene.people, ...gone]
  const { from, to, organisation, planted, incidents, approvers } = scene
  return {
    from,
    to,
    organisation,
    groups: [{ id: 'activation-approvers', displayName: 'Activation approvers', members: approvers }],
    lives,
    events,
    incidents,
    planted,
    directoryAt: (instant) => ({
      people: everybody,
      eligible: scene.eligible,
      active: scene.active.filter(
        ({ startedAt, endsAt }) => startedAt <= instant && (endsAt === null || endsAt > instant),
      ),
      // Whoever is in everyday use was at work within a day.
      lastSignIn: new Map(everybody.map(({ id }) => [id, scene.lastSignIn.get(id) ?? instant - 20 * HOUR])),
      isLicensed: instant < scene.unlicensedFrom,
    }),
  }
}

function invented(id: string): Person {
  return {
    id,
    displayName: id,
    userPrincipalName: `${id}@contoso.example`,
    enabled: true,
    language: null,
    timeZone: ZONE,
  }
}

function fail(): never {
  throw new Error('There are too few people for all that is to be planted')
}
