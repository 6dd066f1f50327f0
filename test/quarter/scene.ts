import { DateTime } from 'luxon'
import type { Activatable } from '../../bot/domain/activatable.ts'
import type { AuditEventDraft } from '../../bot/domain/audit-event.ts'
import { tierOf } from '../../bot/domain/catalogue/catalogue.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { ActiveAssignment, EligibleAssignment, Person } from '../../bot/domain/person.ts'
import { type ApprovalSettings, settingsFor } from '../../bot/domain/role-settings.ts'
import type { Instant, PersonId } from '../../bot/domain/values.ts'
import { createRandomIds } from '../../bot/runtime/random-ids.ts'
import { withCircumstances } from '../../bot/use-cases/circumstances.ts'
import type { Life } from '../bench/lives.ts'
import type { Random } from '../simulation/random.ts'
import { ROLES, roleNamed, ZONE } from './organisation.ts'
import { type Told, tell } from './tell.ts'
import type { About, Misuse, Planted } from './types.ts'

/** One person's way with one role. */
export interface Habit {
  readonly person: Person
  readonly role: string
  readonly usualMs: number
  /** Working days on which it is used, by index. */
  readonly days: Set<number>
}

/** What is being put together. */
export interface Scene {
  readonly random: Random
  readonly from: Instant
  readonly to: Instant
  /** Local midnights of the working days. */
  readonly days: readonly Instant[]
  readonly organisation: Organisation
  readonly people: readonly Person[]
  readonly approvers: readonly PersonId[]
  readonly habits: Habit[]
  readonly eligible: EligibleAssignment[]
  readonly active: ActiveAssignment[]
  readonly lastSignIn: Map<PersonId, Instant>
  readonly lives: Life[]
  readonly events: AuditEventDraft[]
  readonly planted: Planted[]
  readonly incidents: { readonly ticket: string; readonly from: Instant; readonly to: Instant }[]
  unlicensedFrom: Instant
}

export type Doing = Partial<Omit<Told, 'activatable' | 'personId' | 'at'>>

const REASONS = [
  'Mailbox moves for the Montréal office',
  'A licence is missing after the transfer',
  'Distribution list owners are to be changed',
  'Reset for a locked-out colleague',
  'Meeting policy for the board room',
  'Device does not comply after the update',
]

export function workingDays(from: Instant, to: Instant): readonly Instant[] {
  const days: Instant[] = []
  for (let day = DateTime.fromMillis(from, { zone: ZONE }).startOf('day'); day.toMillis() < to - DAY; ) {
    if (day.weekday <= 5 && day.toMillis() >= from) days.push(day.toMillis())
    day = day.plus({ days: 1 })
  }
  return days
}

/** A request at an instant; what is not said is as usual. */
export function act(scene: Scene, personId: PersonId, role: string, at: Instant, doing: Doing = {}): Life {
  const { random } = scene
  const activatable = roleNamed(role)
  const approval = approvalOf(scene, activatable)
  const life = tell({
    id: requestId(scene.lives.length),
    durationMs: HOUR,
    provenAfter: random.int(12, 80) * SECOND,
    approval,
    approvers: approval ? approversFor(scene, personId, approval.required) : [],
    outcome: 'runs',
    ...ticketOrReason(scene),
    ...doing,
    personId,
    activatable,
    at,
  })
  const known = {
    ...life,
    audit: withCircumstances({ ids: IDS }, situationOf(scene, personId, activatable), life.audit),
  }
  scene.lives.push(known)
  return known
}

/** Hashes as the product does; nothing random is asked of it. */
const IDS = createRandomIds()

/** What the engine would record with the request: the settings in force, and who could have approved. */
function situationOf(scene: Scene, requester: PersonId, activatable: Activatable) {
  return { settings: settingsIn(scene, activatable), approvers: scene.approvers.filter((id) => id !== requester) }
}

function settingsIn({ organisation }: Scene, activatable: Activatable) {
  return settingsFor(activatable, tierOf(activatable, organisation.tiers), organisation.roleSettings)
}

export function approvalOf(scene: Scene, activatable: Activatable): ApprovalSettings | null {
  return settingsIn(scene, activatable)?.approval ?? null
}

/** Different people, each after some minutes; never within one. */
function approversFor(scene: Scene, requester: PersonId, count: number): NonNullable<Told['approvers']> {
  const { random } = scene
  const able = scene.approvers.filter((id) => id !== requester)
  const start = random.int(0, able.length - 1)
  return Array.from({ length: count }, (_, index) => ({
    personId: able[(start + index * 3) % able.length] ?? '',
    after: latency(random) + index * 90 * SECOND,
  }))
}

/** Mostly three to twelve minutes, now and then half an hour. */
function latency(random: Random): number {
  const usual = random.int(75 * SECOND, 12 * MINUTE)
  return random.chance(0.15) ? usual + random.int(0, 25 * MINUTE) : usual
}

function ticketOrReason(scene: Scene): Pick<Told, 'ticket' | 'justification'> {
  const hasTicket = scene.random.chance(0.85)
  return hasTicket
    ? { ticket: `INC-${20_000 + scene.lives.length}`, justification: null }
    : { ticket: null, justification: scene.random.pick(REASONS) }
}

export function plant(
  scene: Scene,
  kind: Misuse,
  about: About,
  span: { readonly at: Instant; readonly until?: Instant },
  related: readonly Misuse[] = [],
): void {
  scene.planted.push({ kind, about, at: span.at, until: span.until ?? span.at, related })
}

export function makeEligible(scene: Scene, personId: PersonId, role: string): void {
  scene.eligible.push({ personId, activatable: roleNamed(role), endsAt: null })
}

/** A working day on which this habit rests, at or after the one named. */
export function freeDay(scene: Scene, habit: Habit, from: number): { readonly index: number; readonly at: Instant } {
  for (let index = from; index < scene.days.length; index += 1) {
    const at = scene.days[index]
    if (at === undefined || habit.days.has(index)) continue
    habit.days.add(index)
    return { index, at }
  }
  throw new Error(`${habit.person.id} has no free day`)
}

export function requiredFor(role: string): number {
  return ROLES.find(({ name }) => name === role)?.required ?? 1
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function requestId(number: number): string {
  let text = ''
  for (let rest = number + 32 ** 4; rest > 0; rest = Math.floor(rest / 32)) text = `${ALPHABET[rest % 32]}${text}`
  return `EL-${text}`
}
