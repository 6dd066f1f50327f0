import type { DirectoryAlert, UsageAlert } from '../../bot/index.ts'
import type { GraphClient } from './graph/client.ts'
import * as paths from './graph/paths.ts'
import { ownAlertShape, readAs } from './graph/shapes.ts'

/** PIM's seven, and the rule that looks for the same. https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementalert */
const RULES: { readonly [type: string]: UsageAlert } = {
  RolesAssignedOutsidePimAlert: 'assignedOutside',
  NoMfaOnRoleActivationAlert: 'mfaNotRequired',
  RedundantAssignmentAlert: 'eligibleUnused',
  StaleSignInAlert: 'staleAccount',
  SequentialActivationRenewalsAlert: 'activatedTooOften',
  TooManyGlobalAdminsAssignedToTenantAlert: 'tooManyAdministrators',
  InvalidLicenseAlert: 'licenceMissing',
}

/** PIM's own alerts as they stand; null where they may not be read. */
export async function ownAlerts(graph: GraphClient): Promise<readonly DirectoryAlert[] | null> {
  try {
    const rows = await graph.list(paths.OWN_ALERTS)
    return rows?.flatMap(toAlert) ?? null
  } catch {
    return null
  }
}

/** The id is `DirectoryRole_{tenant}_{type}`. */
function toAlert(row: unknown): DirectoryAlert[] {
  const { id, isActive, incidentCount, lastModifiedDateTime, alertConfiguration } = readAs(
    ownAlertShape,
    row,
    'an alert',
  )
  const rule = RULES[id.split('_').at(-1) ?? '']
  if (rule === undefined) return []
  // What never fired was changed in the year 1.
  const changedAt = lastModifiedDateTime !== null && lastModifiedDateTime > 0 ? lastModifiedDateTime : null
  const isOn = alertConfiguration?.isEnabled !== false
  return [{ rule, isActive: isActive === true, incidents: incidentCount ?? 0, changedAt, isOn }]
}
