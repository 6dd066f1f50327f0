import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config.ts'
import type { Person } from '../domain/person.ts'
import type { Instant } from '../domain/values.ts'
import type { Directory } from '../ports/directory.ts'

/** Written beside the data by `npm run demo:history`. */
export const SIMULATED_FILE = 'simulated.json'

const simulatedHistory = z.strictObject({
  from: z.int(),
  to: z.int(),
  people: z.array(z.strictObject({ id: z.string(), displayName: z.string() })),
})

export interface SimulatedHistory {
  readonly from: Instant
  readonly to: Instant
  readonly people: readonly { readonly id: string; readonly displayName: string }[]
}

/** The simulated past of the demo organisation, where it was given one. No other organisation ever has any. */
export function simulatedHistoryOf(config: Pick<Config, 'demo' | 'dataDir'>): SimulatedHistory | null {
  const file = join(config.dataDir, SIMULATED_FILE)
  if (!config.demo || !existsSync(file)) return null
  return simulatedHistory.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** From when until when it goes; null where nothing was simulated. */
export function simulatedSpan(config: Pick<Config, 'demo' | 'dataDir'>) {
  const past = simulatedHistoryOf(config)
  return past && { from: past.from, to: past.to }
}

/** Names of the people of that past. They hold nothing, may nothing and are not listed: they are names alone. */
export function withSimulatedNames<D extends Pick<Directory, 'person'>>(
  directory: D,
  past: SimulatedHistory | null,
): D {
  if (!past) return directory
  const names = new Map(past.people.map(({ id, displayName }) => [id, displayName]))
  return {
    ...directory,
    person: async (id) => {
      const displayName = names.get(id)
      return (await directory.person(id)) ?? (displayName === undefined ? null : nobody(id, displayName))
    },
  }
}

function nobody(id: string, displayName: string): Person {
  return { id, displayName, userPrincipalName: id, enabled: false, language: null, timeZone: null }
}
