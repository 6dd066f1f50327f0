import type { Snapshot } from '../crash/snapshot.ts'

export interface Attempted {
  readonly statuses: readonly number[]
  /** Deliveries that were stored. */
  readonly stored: number
  /** New events of the audit log, with the codes of refusals. */
  readonly audit: readonly string[]
  /** What changed in requests and directory. */
  readonly changes: readonly string[]
}

/** What is about to change by itself. Messages on their way are no part of it. */
export function underWay({ pending, requests }: Snapshot): readonly string[] {
  const moving = requests.filter(({ status }) => ['approved', 'provisioning', 'ending'].includes(status))
  return [
    ...(pending.deliveries ? ['deliveries'] : []),
    ...(pending.requests ? ['requests that are due'] : []),
    ...moving.map(({ id }) => id),
  ]
}

/** What an attack changed, its answers aside. */
export function differences(before: Snapshot, after: Snapshot): Omit<Attempted, 'statuses'> {
  const known = new Map(before.requests.map((each) => [each.id, JSON.stringify(each)]))
  const requests = after.requests.filter((each) => known.get(each.id) !== JSON.stringify(each))
  const keysOf = ({ activations }: Snapshot) => activations.map(({ key }) => key).sort()
  const isHeldAsBefore = JSON.stringify(keysOf(before)) === JSON.stringify(keysOf(after))
  const events = after.events.slice(before.events.length)
  return {
    stored: after.inbox.size - before.inbox.size,
    audit: events.map(({ type, data }) => [type, ...textsIn(data['code']), ...textsIn(data['codes'])].join(' ')),
    changes: [...requests.map(({ id, status }) => `${id} ${status}`), ...(isHeldAsBefore ? [] : ['the directory'])],
  }
}

function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === 'string')
}
