import type { AdapterState, Instant, PersonId, StepUp, StepUpPurpose } from '../../../bot/index.ts'
import { deriveKey } from '../derived-keys.ts'
import { issueNonce, spendNonce } from '../form-nonce.ts'
import { openStepUpLink, signStepUpLink } from '../step-up-link.ts'
import { createReasons } from './reasons.ts'

/** Step-up by a fresh sign-in at the identity provider, and what its pages need. */
export interface OidcStepUp extends StepUp {
  /** Without a slash at the end. */
  readonly publicUrl: string
  openLink(token: string): Promise<{ readonly purpose: StepUpPurpose; readonly personId: PersonId } | null>
  issueNonce(pageToken: string, now: Instant): string
  spendNonce(pageToken: string, nonce: string, now: Instant): Promise<boolean>
}

export interface OidcStepUpOptions {
  /** The installation's 32 bytes. */
  readonly key: Uint8Array
  readonly publicUrl: string
  readonly state: AdapterState
  readonly now: () => Instant
}

/** Who exists in the directory can sign in: there is nothing to enrol, so links carry no generation. */
export function createOidcStepUp({ key, publicUrl, state, now }: OidcStepUpOptions): OidcStepUp {
  const reasons = createReasons(state, now)
  const linkKey = deriveKey(key, 'link')
  const formKey = deriveKey(key, 'form')
  const base = publicUrl.replace(/\/+$/, '')
  return {
    publicUrl: base,
    isEnrolled: async () => true,
    linkFor: async (purpose, personId) => {
      const reasonId = purpose.kind === 'answer' ? await reasons.keep(purpose.reason) : null
      return `${base}/verify/${signStepUpLink(linkKey, { purpose, personId, generation: 0, reasonId })}`
    },
    async openLink(token) {
      const link = openStepUpLink(linkKey, token)
      if (!link) return null
      const { purpose, personId, reasonId = null } = link
      if (purpose.kind !== 'answer') return { purpose, personId }
      const reason = await reasons.read(reasonId)
      return reason === undefined ? null : { purpose: { ...purpose, reason }, personId }
    },
    issueNonce: (pageToken, now) => issueNonce(formKey, pageToken, now),
    spendNonce: (pageToken, nonce, now) => spendNonce(state, formKey, pageToken, nonce, now),
  }
}

/** Where the identity provider sends people back to: to be registered there exactly like this. */
export function redirectUriOf(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/verify/callback`
}
