import { clouds } from '../../adapters/teams/config.ts'
import type { Config } from '../../bot/config.ts'
import type { Rig } from './rig/rig.ts'

/** The configuration with the rig where Teams would be: addresses that no file can name. */
export function onRig(config: Config, { connector, issuer }: Rig): Config {
  const { teams } = config.chat
  if (!teams) throw new Error('No Teams')
  const { origin, serviceUrl } = connector
  const addresses = { metadataUrl: issuer.metadataUrl, serviceOrigins: [origin], serviceUrl, authority: origin }
  return { ...config, chat: { ...config.chat, teams: { ...teams, cloud: { ...clouds.global, ...addresses } } } }
}
