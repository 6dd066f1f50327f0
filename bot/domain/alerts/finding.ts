import type { Activatable } from '../activatable.ts'
import type { Instant, JsonObject, PersonId, RequestId } from '../values.ts'
import type { Oddity, UsageAlert } from '../views/watch-view.ts'

/** One piece of evidence, by ids: names are looked up when it is shown. */
export interface Incident {
  readonly personId: PersonId | null
  readonly activatable: Activatable | null
  readonly at: Instant | null
  readonly requestId: RequestId | null
}

/** What a rule found. Findings of one rule and key are one alert, however often they are found. */
export interface Finding {
  readonly rule: UsageAlert
  readonly key: string
  /** Whom it is about: they cannot handle it. */
  readonly about: readonly PersonId[]
  /** How much of it there is: an alert that was handled comes back when this has grown by half. */
  readonly weight: number
  readonly personId: PersonId | null
  /** The approver, where it takes two. */
  readonly otherId: PersonId | null
  readonly activatable: Activatable | null
  readonly ticket: string | null
  /** Numbers, durations and instants that the wording uses. */
  readonly params: JsonObject
  readonly oddities: readonly Oddity[]
  readonly incidents: readonly Incident[]
}

type Given = Pick<Finding, 'rule' | 'key' | 'weight'> & Partial<Finding>

/**
 * With whoever did it, where only the directory's own record tells: it is about them too, and what is found again later by
 * looking takes them not out.
 */
export function withWhoDidIt(found: Finding, ...personIds: readonly (PersonId | null)[]): Finding {
  const known = personIds.filter((id) => id !== null)
  return { ...found, about: [...new Set([...found.about, ...known])] }
}

/** A finding with what does not apply left empty. About the people it names, unless said otherwise. */
export function finding(given: Given): Finding {
  const incidents = given.incidents ?? []
  const named = [given.personId, given.otherId, ...incidents.map(({ personId }) => personId)]
  const about = [...new Set(named.filter((id): id is PersonId => typeof id === 'string'))]
  const empty = { personId: null, otherId: null, activatable: null, ticket: null, params: {}, oddities: [] }
  return { ...empty, incidents, about, ...given }
}

export function incident(given: Partial<Incident>): Incident {
  return { personId: null, activatable: null, at: null, requestId: null, ...given }
}
