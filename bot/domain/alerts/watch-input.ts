import { activatableKey } from '../activatable.ts'
import { tierOf } from '../catalogue/catalogue.ts'
import type { Organisation } from '../organisation.ts'
import type { RoleSettings } from '../role-settings.ts'
import type { Unused } from './eligible-unused.ts'
import type { ActivationFact, WatchFacts } from './facts.ts'
import type { Finding } from './finding.ts'

/** What the rules look at but for the history of requests: plain values, which another thread can be given. */
export interface WatchInput extends Omit<WatchFacts, 'activations' | 'settingsOf' | 'tierOf'> {
  /** Activations that did not go through Elevate: no request tells of them. */
  readonly outside: readonly ActivationFact[]
  /** By `activatableKey`. */
  readonly settings: ReadonlyMap<string, RoleSettings | null>
  readonly tiers: Organisation['tiers']
}

/** What the monthly review says of how roles are used. */
export interface Habits {
  readonly unused: readonly Unused[]
  readonly timingOut: readonly Finding[]
  readonly approvedInSeconds: readonly Finding[]
}

/** Everything together: `requests` are those of the last 90 days, oldest first. */
export function factsOf(input: WatchInput, requests: readonly ActivationFact[]): WatchFacts {
  const { outside, settings, tiers, ...rest } = input
  return {
    ...rest,
    activations: [...requests, ...outside],
    settingsOf: (activatable) => settings.get(activatableKey(activatable)) ?? null,
    tierOf: (activatable) => tierOf(activatable, tiers),
  }
}
