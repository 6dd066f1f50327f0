export { type ClientCredential, clientAuthOf } from './client-auth.ts'
export { createFlows, type Flows } from './flows.ts'
export {
  createIdentityProvider,
  type IdentityProvider,
  type IdentityProviderOptions,
  SignInRefused,
} from './provider.ts'
export { type OidcRoutesOptions, oidcRoutes, type Visit } from './routes.ts'
export { beginSignIn, type DepositedSignIn, type SignInContext } from './sign-in.ts'
export { createOidcStepUp, type OidcStepUp, redirectUriOf } from './step-up.ts'
export type { Subject } from './subjects.ts'
