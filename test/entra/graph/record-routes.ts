import { GraphRefusal } from './model.ts'
import { filtered } from './odata.ts'
import { get, type Route } from './route.ts'
import { auditView, ownAlertView } from './views.ts'

const SCOPED = /^scopeId eq '\/' and scopeType eq 'DirectoryRole'$/

/** PIM's log, and its own alerts. */
export function recordRoutes(): Route[] {
  return [
    get('/v1.0/auditLogs/directoryAudits', 'directoryAudit', ['AuditLog.Read.All'], null, ({ state, url }) => {
      const shown = state.audits.filter(({ shownFrom }) => shownFrom <= state.now()).toSorted((a, b) => b.at - a.at)
      return filtered(shown.map(auditView), url.searchParams.get('$filter'), ['loggedByService', 'activityDateTime'])
    }),
    get(
      '/beta/identityGovernance/roleManagementAlerts/alerts',
      'ownAlert',
      ['RoleManagementAlert.Read.Directory', 'RoleManagementAlert.ReadWrite.Directory'],
      null,
      ({ state, url }) => {
        if (!SCOPED.test(url.searchParams.get('$filter') ?? ''))
          throw new GraphRefusal(400, 'MissingProvider', 'The provider is missing.')
        const isExpanded = url.searchParams.get('$expand')?.includes('alertConfiguration') ?? false
        return state.ownAlerts.map((alert) => ownAlertView(alert, isExpanded))
      },
    ),
  ]
}
