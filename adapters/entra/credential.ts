import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'
import { cloudOf } from './clouds.ts'
import type { EntraDirectoryConfig, EntraSecrets } from './config.ts'

/** How Elevate itself signs in. Tokens are kept in memory by the library and renewed before they end. */
export function createCredential(
  config: EntraDirectoryConfig,
  { certificate, secret }: EntraSecrets,
  options: { readonly authorityHost?: string; readonly tlsOptions?: { readonly ca: string } } = {},
): TokenCredential {
  const { tenantId, clientId, credential } = config
  const authority = {
    authorityHost: options.authorityHost ?? cloudOf(config).authorityHost,
    ...(options.authorityHost !== undefined && { disableInstanceDiscovery: true }),
    ...(options.tlsOptions && { tlsOptions: options.tlsOptions }),
  }
  if (credential.managedIdentity) return new ManagedIdentityCredential({ clientId })
  if (credential.workloadIdentity) return new WorkloadIdentityCredential({ tenantId, clientId, ...authority })
  if (certificate !== null) return new ClientCertificateCredential(tenantId, clientId, { certificate }, authority)
  if (secret !== null) return new ClientSecretCredential(tenantId, clientId, secret, authority)
  throw new Error('Checked before: one credential is given')
}

export type GetToken = (fresh: boolean) => Promise<string>

/** A token for Graph. `fresh`: the last one was refused, so the cached one is of no use. */
export function graphToken(credential: TokenCredential, graphUrl: string): GetToken {
  const scope = `${graphUrl}/.default`
  return async (fresh) => {
    // Asking for a claim goes past the cache; `xms_cc` changes nothing for an application.
    const claims = '{"access_token":{"xms_cc":{"values":["cp1"]}}}'
    const token = await credential.getToken(scope, fresh ? { claims } : {})
    if (!token) throw new Error('Entra gave no token')
    return token.token
  }
}
