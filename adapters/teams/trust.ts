import { CHANNEL, type InboundActivity, tenantOf } from './activity.ts'
import { isServiceUrl } from './config-clouds.ts'

/** What a checked token says of the request that carried it. */
export interface Claims {
  readonly serviceUrl: string
  /** The channels that the signing key may speak for. */
  readonly endorsements: readonly string[]
}

export interface TrustRules {
  readonly serviceOrigins: readonly string[]
  /** The one tenant that is heard. */
  readonly tenantId: string
}

/**
 * Why an activity is not believed, or null. `claims` null: nobody signed it, which is for the caller to have permitted.
 * The connector is called back at the activity's own address with the bot's token, so that address must be claimed by
 * the token, be the same, and be on the list.
 */
export function trustProblem(activity: InboundActivity, claims: Claims | null, rules: TrustRules): string | null {
  const { channelId, serviceUrl } = activity
  if (channelId !== CHANNEL) return 'another channel'
  if (claims && !claims.endorsements.includes(channelId)) return 'the key is not endorsed for the channel'
  if (claims && claims.serviceUrl !== serviceUrl) return 'another service URL than claimed'
  if (!isServiceUrl(serviceUrl, rules.serviceOrigins)) return 'a service URL that is not on the list'
  const tenant = tenantOf(activity)
  if (tenant === null) return 'no tenant, or several'
  return tenant === rules.tenantId ? null : 'another tenant'
}
