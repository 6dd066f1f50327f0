import type {
  AdapterState,
  ChatIdentity,
  FactorEvent,
  Instant,
  PersonId,
  StepUp,
  StepUpPurpose,
} from '../../bot/index.ts'
import { type CodeOutcome, checkCode, codeLockedUntil } from './check-code.ts'
import { accountLockedUntil, checkNamedCode, type NamedCodeOutcome } from './check-named-code.ts'
import { deriveKey } from './derived-keys.ts'
import { type EnrolOutcome, enrol, type OpenedEnrolment, openEnrolment } from './enrolment.ts'
import { factorGeneration, readFactor, writeFactor } from './factors.ts'
import { issueNonce, spendNonce } from './form-nonce.ts'
import { isCurrent, openStepUpLink, signStepUpLink } from './step-up-link.ts'

export type OpenedLink =
  | {
      readonly outcome: 'open' | 'notEnrolled'
      readonly purpose: StepUpPurpose
      readonly personId: PersonId
    }
  | { readonly outcome: 'invalid' }

/** Step-up by authenticator codes (TOTP), and what its pages need. All writes are single guarded ones. */
export interface TotpStepUp extends StepUp {
  /** Without a slash at the end. */
  readonly publicUrl: string
  openLink(token: string): Promise<OpenedLink>
  lockedUntil(personId: PersonId, now: Instant): Promise<Instant | null>
  checkCode(personId: PersonId, code: string, now: Instant): Promise<CodeOutcome>
  /** A code with the name it came with, for a chat account that is to be linked. */
  checkNamedCode(
    account: ChatIdentity,
    personId: PersonId | null,
    code: string,
    now: Instant,
  ): Promise<NamedCodeOutcome>
  accountLockedUntil(account: ChatIdentity, now: Instant): Promise<Instant | null>
  openEnrolment(token: string, now: Instant): Promise<OpenedEnrolment>
  enrol(token: string, code: string, now: Instant): Promise<EnrolOutcome>
  /** Has the person's enrolment recorded where it is not yet, as after a crash: an unrecorded factor proves nothing. */
  announce(personId: PersonId, record: (event: FactorEvent) => Promise<void>): Promise<void>
  issueNonce(pageToken: string, now: Instant): string
  spendNonce(pageToken: string, nonce: string, now: Instant): Promise<boolean>
}

export interface TotpStepUpOptions {
  /** The installation's 32 bytes. */
  readonly key: Uint8Array
  /** What links start with. */
  readonly publicUrl: string
  readonly state: AdapterState
}

export function createTotpStepUp({ key, publicUrl, state }: TotpStepUpOptions): TotpStepUp {
  const linkKey = deriveKey(key, 'link')
  const formKey = deriveKey(key, 'form')
  const enrolment = { installationKey: key, state }
  const base = publicUrl.replace(/\/+$/, '')
  return {
    publicUrl: base,
    isEnrolled: async (personId) => (await factorGeneration(state, personId)) > 0,
    async linkFor(purpose, personId) {
      const generation = await factorGeneration(state, personId)
      return `${base}/verify/${signStepUpLink(linkKey, { purpose, personId, generation })}`
    },
    openLink: (token) => openLink(state, linkKey, token),
    lockedUntil: (personId, now) => codeLockedUntil(state, personId, now),
    checkCode: (personId, code, now) => checkCode(state, personId, code, now),
    checkNamedCode: (account, personId, code, now) => checkNamedCode(state, account, personId, code, now),
    accountLockedUntil: (account, now) => accountLockedUntil(state, account, now),
    openEnrolment: (token, now) => openEnrolment(enrolment, token, now),
    enrol: (token, code, now) => enrol(enrolment, token, code, now),
    announce: (personId, record) => announce(state, personId, record),
    issueNonce: (pageToken, now) => issueNonce(formKey, pageToken, now),
    spendNonce: (pageToken, nonce, now) => spendNonce(state, formKey, pageToken, nonce, now),
  }
}

async function openLink(state: AdapterState, linkKey: Uint8Array, token: string): Promise<OpenedLink> {
  const link = openStepUpLink(linkKey, token)
  if (!link) return { outcome: 'invalid' }
  const { purpose, personId } = link
  const generation = await factorGeneration(state, personId)
  if (generation === 0) return { outcome: 'notEnrolled', purpose, personId }
  return isCurrent(link.generation, generation) ? { outcome: 'open', purpose, personId } : { outcome: 'invalid' }
}

async function announce(
  state: AdapterState,
  personId: PersonId,
  record: (event: FactorEvent) => Promise<void>,
): Promise<void> {
  const factor = await readFactor(state, personId)
  if (!factor || factor.announced) return
  await record({ kind: 'enrolled', personId, generation: factor.generation })
  // Where somebody else changed the factor meanwhile, or a crash comes here, the next use says it once more.
  await writeFactor(state, personId, { ...factor, announced: true }, factor.version)
}
