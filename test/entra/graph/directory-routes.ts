import { GraphRefusal } from './model.ts'
import { type Call, found, get, type Route, type Row } from './route.ts'
import { groupsAround, transitiveMembers } from './state.ts'
import { groupView, memberView, planView, signInView, skuView, userView } from './views.ts'

/** Users, groups, units, and what sign-in asks for. */
export function directoryRoutes(): Route[] {
  const users = ['User.Read.All']
  const members = ['GroupMember.Read.All']
  return [
    get('/v1.0/users', 'user', users, null, ({ state }) => [...state.users.values()].map(userView)),
    get('/v1.0/users/([^/]+)', 'user', users, null, (call) => ({ body: selectedUser(call) })),
    get('/v1.0/subscribedSkus', 'subscription', ['LicenseAssignment.Read.All'], null, ({ state }) =>
      state.skus.map(skuView),
    ),
    get('/v1.0/users/([^/]+)/transitiveMemberOf', 'member', members, null, ({ state, ids }) => {
      found(state.users.get(ids[0] ?? ''))
      return groupsAround(state, ids[0] ?? '').map((id) => memberView(state, id))
    }),
    get('/v1.0/groups/([^/]+)', 'group', members, null, ({ state, ids }) => ({
      body: groupView(found(state.groups.get(ids[0] ?? ''))),
    })),
    get('/v1.0/groups/([^/]+)/transitiveMembers', 'member', members, null, ({ state, ids }) => {
      const inside = transitiveMembers(state, found(state.groups.get(ids[0] ?? '')).id)
      return [...inside.users, ...inside.groups].map((id) => memberView(state, id))
    }),
    get(
      '/v1.0/directory/administrativeUnits/([^/]+)',
      'named',
      ['AdministrativeUnit.Read.All'],
      null,
      ({ state, ids }) => ({ body: { ...found(state.units.get(ids[0] ?? '')) } }),
    ),
    get(
      '/v1.0/identity/conditionalAccess/authenticationContextClassReferences',
      'authenticationContext',
      ['AuthenticationContext.Read.All', 'Policy.Read.ConditionalAccess'],
      null,
      ({ state }) => [...state.contexts].map(([id, context]) => ({ id, ...context })),
    ),
    get(
      '/v1.0/identity/conditionalAccess/policies',
      'accessPolicy',
      ['Policy.Read.ConditionalAccess'],
      null,
      ({ state }) =>
        state.accessPolicies.map((policy) => ({
          id: policy.id,
          state: policy.state,
          conditions: { applications: { includeAuthenticationContextClassReferences: policy.contexts } },
        })),
    ),
  ]
}

/** Some properties are answered only where they are asked for by name, and sign-ins only to whom the logs are open. */
function selectedUser({ state, ids, url, caller }: Call): Row {
  const user = found(state.users.get(ids[0] ?? ''))
  const selected = (url.searchParams.get('$select') ?? '').split(',')
  if (selected.includes('signInActivity')) {
    if (!caller.permissions.includes('AuditLog.Read.All')) throw notAllowed()
    return { id: user.id, ...signInView(state.signIns.get(user.id)) }
  }
  return selected.includes('assignedPlans') ? planView(user.id, state.plans.get(user.id) ?? []) : userView(user)
}

function notAllowed(): GraphRefusal {
  return new GraphRefusal(
    403,
    'Authentication_MSGraphPermissionMissing',
    'Calling principal does not have required MSGraph permissions AuditLog.Read.All',
  )
}
