import type { EntraDirectoryConfig } from './config.ts'
import { DELEGATED_SCOPES, permissionsFor } from './permissions.ts'

/** Microsoft Graph, as an app registration names it. */
const GRAPH = '00000003-0000-0000-c000-000000000000'
const OPENID = '37f7f235-527c-4136-accd-4a02d197296e'
const PROFILE = '14dad69e-099b-42c9-810b-d002981feec1'

/**
 * The app registration that a deployment needs, as Entra's manifest editor takes it.
 * https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest
 */
export function registrationFor(
  mode: Pick<EntraDirectoryConfig, 'activation' | 'groups'>,
  publicUrl = 'https://elevate.example.com',
): object {
  const hasGroups = mode.groups.length > 0
  const scopes = DELEGATED_SCOPES.filter(({ groups }) => mode.activation === 'delegated' && (hasGroups || !groups))
  return {
    displayName: 'Elevate',
    signInAudience: 'AzureADMyOrg',
    web: {
      redirectUris: [`${publicUrl}/verify/callback`],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
    optionalClaims: {
      idToken: ['auth_time', 'acrs', 'acct'].map((name) => ({ name, essential: name === 'auth_time' })),
    },
    requiredResourceAccess: [
      {
        resourceAppId: GRAPH,
        resourceAccess: [
          ...permissionsFor(mode).map(({ id }) => ({ id, type: 'Role' })),
          ...[OPENID, PROFILE, ...scopes.map(({ id }) => id)].map((id) => ({ id, type: 'Scope' })),
        ],
      },
    ],
  }
}
