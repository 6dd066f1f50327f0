import { HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { Life } from '../bench/lives.ts'
import { ROLES } from './organisation.ts'
import { act, type Doing, freeDay, type Habit, makeEligible, requiredFor, type Scene } from './scene.ts'

const USUAL = [30 * MINUTE, HOUR, HOUR, 2 * HOUR]
/** Share of activations that are asked for again soon after their end. */
const AGAIN = 0.05
const EVENING = 0.015

/** Two roles a person, each used about as often, spread over the quarter so that none falls asleep. */
export function settleHabits(scene: Scene): void {
  const weights = Object.fromEntries(ROLES.map(({ name, weight }) => [name, weight]))
  for (const person of scene.people) {
    const first = scene.random.weighted(weights)
    const { [first]: _, ...others } = weights
    for (const role of [first, scene.random.weighted(others)]) {
      makeEligible(scene, person.id, role)
      scene.habits.push({ person, role, usualMs: scene.random.pick(USUAL), days: new Set() })
    }
  }
}

export function liveEveryday(scene: Scene, activations: number): void {
  const each = Math.max(5, Math.round(activations / (scene.habits.length * (1 + AGAIN))))
  for (const habit of scene.habits) {
    const shift = scene.random.int(0, 90) * MINUTE
    for (let number = 0; number < each; number += 1) {
      const spread = (number + 0.15 + 0.7 * (scene.random.int(0, 1000) / 1000)) / each
      const { at: day } = freeDay(
        scene,
        habit,
        Math.min(Math.floor(spread * scene.days.length), scene.days.length - 1 - (each - number)),
      )
      oneDay(scene, habit, day + 8 * HOUR + shift)
    }
  }
  for (const [index, ticket] of ['INC-9001', 'INC-9002'].entries()) incident(scene, ticket, 20 + index * 22)
}

function oneDay(scene: Scene, habit: Habit, opens: Instant): void {
  const { random } = scene
  const { person, role, usualMs } = habit
  const late = random.chance(EVENING) ? random.int(2, 3) * HOUR : 0
  const at = opens + random.int(0, 6 * 60) * MINUTE + random.int(0, 59) * SECOND + late
  const durationMs = random.chance(0.25) ? Math.max(30 * MINUTE, usualMs / 2) : usualMs
  const life = act(scene, person.id, role, at, { durationMs, ...courseOf(scene, role) })
  if (!random.chance(AGAIN) || life.request.activation === null) return
  act(scene, person.id, role, endOf(life) + random.int(2, 25) * MINUTE, { durationMs })
}

function courseOf({ random }: Scene, role: string): Doing {
  const dice = random.int(0, 999)
  if (requiredFor(role) > 0) {
    if (dice < 25) return { outcome: 'denied' }
    if (dice < 35) return { outcome: 'timesOut' }
    if (dice < 45) return { outcome: 'canceled' }
  }
  return random.chance(0.45) ? { outcome: 'deactivates', share: random.int(20, 95) / 100 } : { outcome: 'runs' }
}

/** A declared incident: eight people on one ticket, within two hours around noon. */
function incident(scene: Scene, ticket: string, dayIndex: number): void {
  const day = scene.days[dayIndex] ?? scene.from
  const helpers = scene.habits.filter(({ days, role }) => !days.has(dayIndex) && requiredFor(role) === 0)
  scene.incidents.push({ ticket, from: day + 11 * HOUR, to: day + 14 * HOUR })
  for (const habit of helpers.filter((_, index) => index % 5 === 0).slice(0, 8)) {
    habit.days.add(dayIndex)
    const at = day + 11 * HOUR + scene.random.int(5, 110) * MINUTE
    act(scene, habit.person.id, habit.role, at, { ticket, justification: null, durationMs: habit.usualMs })
  }
}

export function endOf(life: Life): Instant {
  return life.audit.at(-1)?.at ?? 0
}
