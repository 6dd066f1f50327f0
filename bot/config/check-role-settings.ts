import { durationToMs, parseIsoDuration } from '../domain/duration.ts'
import { checkPrincipals, type People, peopleNamedBy } from './principals.ts'
import type { Finding, Path } from './problem.ts'
import { entriesOf, listOf, textsOf } from './raw.ts'

/** The window where an approval gives none; the same as in the schema. */
export const DEFAULT_WINDOW = 'PT1H'

/** Settings that contradict each other or that nobody could ever meet. */
export function checkRoleSettings(root: unknown, known: People): Finding[] {
  const hasTickets = entriesOf(entriesOf(root)['tickets'])['pattern'] !== undefined
  return listOf(entriesOf(root)['roleSettings']).flatMap((item, number) => {
    const entry = entriesOf(item)
    const path = ['roleSettings', number]
    return [
      ...checkDurations(entry, path),
      ...checkRequirements(entry['require'], [...path, 'require'], hasTickets),
      ...checkApproval(entry['approval'], [...path, 'approval'], known),
      ...checkStepUp(entry, path),
    ]
  })
}

type Entry = ReturnType<typeof entriesOf>

function checkDurations(entry: Entry, path: Path): Finding[] {
  const [byDefault, maximum] = [msOf(entry['defaultDuration']), msOf(entry['maximumDuration'])]
  if (byDefault === null || maximum === null || byDefault <= maximum) return []
  const message = `${entry['defaultDuration']} is longer than maximumDuration, ${entry['maximumDuration']}.`
  return [{ path: [...path, 'defaultDuration'], message, fix: 'Give a shorter default, or a longer maximum.' }]
}

function checkRequirements(require: unknown, path: Path, hasTickets: boolean): Finding[] {
  const asked = textsOf(require)
  return asked.flatMap(({ index, text }): Finding[] => {
    const at = [...path, index]
    if (asked.some((other) => other.text === text && other.index < index)) {
      return [{ path: at, message: `${text} is listed twice.`, fix: 'Remove one of the two.' }]
    }
    const stronger = asked.find((other) => other.text === 'ticket' || other.text === 'justification')
    if (text === 'justificationOrTicket' && stronger !== undefined) {
      return [{ path: at, message: `${text} asks for nothing beside ${stronger.text}.`, fix: 'Keep one of the two.' }]
    }
    if (text === 'ticket' && !hasTickets) {
      return [
        { path: at, message: 'No ticket can be recognised: tickets.pattern is missing.', fix: 'Add tickets.pattern.' },
      ]
    }
    return []
  })
}

function checkApproval(value: unknown, path: Path, known: People): Finding[] {
  const approval = entriesOf(value)
  return [
    ...checkPrincipals(approval['approvers'], [...path, 'approvers'], known),
    ...checkPrincipals(approval['escalateTo'], [...path, 'escalateTo'], known),
    ...checkQuorum(approval, path, known),
    ...checkEscalation(approval, path, known),
    ...(['remindEvery', 'escalateAfter'] as const).flatMap((name) => checkWithinWindow(approval, name, path)),
  ]
}

/** Distinct people, not entries: a group and one of its members are not two approvers. */
function checkQuorum(approval: Entry, path: Path, known: People): Finding[] {
  const approvers = approval['approvers']
  const required = approval['required'] ?? 1
  if (typeof required !== 'number' || required < 1 || listOf(approvers).length === 0) return []
  const count = peopleNamedBy(approvers, known).size
  const hasUnknown =
    checkPrincipals(approvers, path, known).length > 0 || textsOf(approvers).length < listOf(approvers).length
  if (count >= required || hasUnknown || !known.readable) return []
  const people = count === 1 ? 'only one person' : `${count === 0 ? 'nobody' : `only ${count} people`}`
  const message = `${required} ${required === 1 ? 'approver is' : 'approvers are'} required, and ${people} can approve.`
  return [
    {
      path: [...path, approval['required'] === undefined ? 'approvers' : 'required'],
      message,
      fix: 'Name more approvers, or require fewer.',
    },
  ]
}

function checkEscalation(approval: Entry, path: Path, known: People): Finding[] {
  const after = approval['escalateAfter'] !== undefined
  const to = approval['escalateTo']
  const named = listOf(to).length > 0
  if (after && !named) {
    return [
      {
        path: [...path, 'escalateAfter'],
        message: 'Nobody is named to escalate to.',
        fix: 'Add escalateTo, or remove escalateAfter.',
      },
    ]
  }
  if (named && !after) {
    return [
      {
        path: [...path, 'escalateTo'],
        message: 'It is not said when to escalate.',
        fix: 'Add escalateAfter, or remove escalateTo.',
      },
    ]
  }
  if (!named || !known.readable || checkPrincipals(to, path, known).length > 0 || peopleNamedBy(to, known).size > 0)
    return []
  return [{ path: [...path, 'escalateTo'], message: 'Nobody of these can approve.', fix: 'Name somebody who can.' }]
}

function checkWithinWindow(approval: Entry, name: 'remindEvery' | 'escalateAfter', path: Path): Finding[] {
  const given = approval['window'] ?? DEFAULT_WINDOW
  const [ms, window] = [msOf(approval[name]), msOf(given)]
  if (ms === null || window === null || ms < window) return []
  const message = `${approval[name]} never comes: the approval window is over after ${given}.`
  return [{ path: [...path, name], message, fix: `Give less than ${given}, or a longer window.` }]
}

function checkStepUp(entry: Entry, path: Path): Finding[] {
  if (entry['approverStepUp'] !== true || entry['approval'] !== undefined) return []
  const message = 'No approval is asked for, so no approver proves anything.'
  return [{ path: [...path, 'approverStepUp'], message, fix: 'Add approval, or remove approverStepUp.' }]
}

function msOf(value: unknown): number | null {
  const duration = typeof value === 'string' ? parseIsoDuration(value) : null
  return duration === null ? null : durationToMs(duration)
}
