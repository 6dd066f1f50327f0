import { createPrivateKey, X509Certificate } from 'node:crypto'
import { importPKCS8 } from 'jose'
import { type ClientAuth, ClientSecretPost, modifyAssertion, PrivateKeyJwt } from 'openid-client'

/** How this application shows the token endpoint that it is itself. */
export type ClientCredential =
  /** PEM with the certificate and its private key. */
  | { readonly kind: 'certificate'; readonly pem: string }
  /** A token of somebody the registration trusts: a managed or workload identity. */
  | { readonly kind: 'assertion'; readonly assertion: () => Promise<string> }
  | { readonly kind: 'secret'; readonly secret: string }

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Throws where the PEM holds no certificate or no key. */
export async function clientAuthOf(credential: ClientCredential): Promise<ClientAuth> {
  switch (credential.kind) {
    case 'secret':
      return ClientSecretPost(credential.secret)
    case 'assertion':
      return async (_server, client, body) => {
        body.set('client_id', client.client_id)
        body.set('client_assertion_type', ASSERTION_TYPE)
        body.set('client_assertion', await credential.assertion())
      }
    case 'certificate':
      return certificateAuth(credential.pem)
  }
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
async function certificateAuth(pem: string): Promise<ClientAuth> {
  // Keys come in more forms than the library reads.
  const plain = createPrivateKey(blockOf(pem, '(?:[A-Z]+ )*PRIVATE KEY')).export({ type: 'pkcs8', format: 'pem' })
  const key = await importPKCS8(String(plain), 'PS256')
  const certificate = new X509Certificate(blockOf(pem, 'CERTIFICATE'))
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
  return PrivateKeyJwt(key, {
    [modifyAssertion]: (header) => {
      header['x5t#S256'] = thumbprint
    },
  })
}

function blockOf(pem: string, label: string): string {
  const block = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(pem)?.[0]
  if (block === undefined) throw new Error('The PEM of the credential holds no certificate or no key')
  return block
}
