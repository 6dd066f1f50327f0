import type { DirectoryAlert } from '../directory-record.ts'
import { DAY } from '../duration.ts'
import { type Finding, finding } from './finding.ts'
import type { AlertRecord } from './record.ts'
import type { AlertSettings } from './settings.ts'

const ALONE = 'directory'

/**
 * What the directory's own alerts add: to a finding of the same rule that the directory says so too, and a finding of
 * its own where only the directory says so (`alerts` null: it does not tell). Not where ours told of it and is over: the directory is slower to notice.
 */
export function joinDirectoryAlerts(
  findings: readonly Finding[],
  alerts: readonly DirectoryAlert[] | null,
  known: readonly AlertRecord[],
  { off }: Pick<AlertSettings, 'off'>,
): readonly Finding[] {
  if (alerts === null) return [...findings, ...asTheyWere(known)]
  const active = alerts.filter(({ isActive, isOn, rule }) => isActive && isOn && !off.includes(rule))
  const joined = findings.map((found) => {
    const same = active.find(({ rule }) => rule === found.rule)
    return same ? { ...found, params: { ...found.params, directory: same.incidents } } : found
  })
  const alone = active.filter((alert) => !findings.some(({ rule }) => rule === alert.rule) && !wasTold(known, alert))
  return [...joined, ...alone.map(aloneFinding)]
}

/** Where the directory does not say, what only it said stays as it was. */
function asTheyWere(known: readonly AlertRecord[]): readonly Finding[] {
  const open = known.filter(({ finding: { key }, state }) => key === ALONE && state !== 'resolved')
  return open.map(({ finding: found }) => found)
}

function wasTold(known: readonly AlertRecord[], { rule, changedAt }: DirectoryAlert): boolean {
  return known.some(
    ({ finding: { rule: told, key }, raisedAt, seenAt }) =>
      told === rule && key !== ALONE && Math.max(raisedAt, seenAt) >= (changedAt ?? 0) - DAY,
  )
}

function aloneFinding({ rule, incidents }: DirectoryAlert): Finding {
  return finding({ rule, key: ALONE, weight: Math.max(1, incidents), params: { directory: incidents } })
}
