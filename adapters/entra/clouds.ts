import type { EntraDirectoryConfig } from './config.ts'

export interface Cloud {
  /** Microsoft Graph, without a version. */
  readonly graphUrl: string
  readonly authorityHost: string
}

/** National clouds. https://learn.microsoft.com/graph/deployments */
const CLOUDS: { readonly [name in EntraDirectoryConfig['cloud']]: Cloud } = {
  global: { graphUrl: 'https://graph.microsoft.com', authorityHost: 'https://login.microsoftonline.com' },
  usgov: { graphUrl: 'https://graph.microsoft.us', authorityHost: 'https://login.microsoftonline.us' },
  usgovDod: { graphUrl: 'https://dod-graph.microsoft.us', authorityHost: 'https://login.microsoftonline.us' },
  china: { graphUrl: 'https://microsoftgraph.chinacloudapi.cn', authorityHost: 'https://login.chinacloudapi.cn' },
}

export function cloudOf({ cloud }: Pick<EntraDirectoryConfig, 'cloud'>): Cloud {
  return CLOUDS[cloud]
}
