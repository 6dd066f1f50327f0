import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'

export const UNLICENSED = finding({ rule: 'licenceMissing', key: 'all', weight: 1 })

/**
 * Without its licence the directory stops enforcing what Elevate relies on. With one, everybody who is eligible needs
 * their own.
 */
export function licenceMissing({ licence, unlicensed, eligible }: WatchFacts): Finding[] {
  if (licence === 'missing') return [UNLICENSED]
  if (licence !== 'valid') return []
  const without = unlicensed.flatMap((id) => eligible.find(({ personId }) => personId === id) ?? [])
  if (!without.length) return []
  return [
    finding({
      rule: 'licenceMissing',
      key: 'people',
      weight: without.length,
      params: { count: without.length },
      incidents: without.map(({ personId, activatable }) => incident({ personId, activatable })),
    }),
  ]
}
