import type { WatchFacts } from './facts.ts'
import { type Finding, finding } from './finding.ts'

/** Without its licence the directory stops enforcing what Elevate relies on. */
export function licenceMissing(facts: WatchFacts): Finding[] {
  return facts.licence === 'missing' ? [finding({ rule: 'licenceMissing', key: 'all', weight: 1 })] : []
}
