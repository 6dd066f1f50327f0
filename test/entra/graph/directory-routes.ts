import { found, get, type Route } from './route.ts'
import { groupsAround, transitiveMembers } from './state.ts'
import { groupView, memberView, userView } from './views.ts'

/** Users, groups, units, and what sign-in asks for. */
export function directoryRoutes(): Route[] {
  const users = ['User.Read.All']
  const members = ['GroupMember.Read.All']
  return [
    get('/v1.0/users', 'user', users, null, ({ state }) => [...state.users.values()].map(userView)),
    get('/v1.0/users/([^/]+)', 'user', users, null, ({ state, ids }) => ({
      body: userView(found(state.users.get(ids[0] ?? ''))),
    })),
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
