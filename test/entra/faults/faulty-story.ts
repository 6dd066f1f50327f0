import { createSignIns } from '../../../adapters/entra/index.ts'
import { isAskedInDirectory } from '../../../bot/domain/activation-request.ts'
import type { Refusal } from '../../../bot/domain/refusal.ts'
import { HOUR, type ProofOutcome } from '../../../bot/index.ts'
import { type EntraStory, tellEntraStory } from '../story.ts'
import {
  answeredThere,
  answerOf,
  cancelThere,
  demandApproval,
  LIVES,
  type Mode,
  permissionsOf,
  tokenFor,
} from './lives.ts'
import type { Living } from './people.ts'

/** What an approver is told on the page after signing in for an answer, and how the tenant stood before and after it. */
export interface Told {
  readonly outcome: ProofOutcome['outcome'] | 'away'
  readonly isUncertain: boolean
  readonly refusal: Refusal | null
  /** Whether the request still waited for it. */
  readonly isOpen: boolean
  readonly before: ReturnType<typeof answeredThere>
  readonly after: ReturnType<typeof answeredThere>
}

export interface FaultyStory
  extends EntraStory,
    Pick<Living, 'mode' | 'now' | 'current' | 'signsIn' | 'answers' | 'cancelsInPortal'> {
  /** How many assignments of it the tenant ever made. */
  madeSoFar(): number
  isHeldNow(): boolean
  readonly told: readonly Told[]
  /** People's tokens that now stand where somebody could read them later. */
  tokensWritten(): Promise<readonly string[]>
}

/** Engine, store and Entra directory in either mode, with a token endpoint that can go wrong as the rest can. `timeoutMs`: of one call to Graph. */
export async function tellFaultyStory(mode: Mode, timeoutMs: number): Promise<FaultyStory> {
  let now = () => 0
  const signIns = createSignIns(() => now())
  const { activation, what } = LIVES[mode]
  const story = await tellEntraStory({
    timeoutMs,
    askToken: true,
    ...(activation === 'delegated' && {
      permissions: permissionsOf(mode),
      takeSignIn: async ({ key, personId }) => signIns.tokenFor(key, personId),
    }),
  })
  now = () => story.engine.now()
  demandApproval(story.tenant, mode)
  const told: Told[] = []
  const tokens: string[] = []
  function deposit(key: string, personId: string): () => void {
    const accessToken = tokenFor(story.tenant, mode, personId)
    tokens.push(accessToken)
    return signIns.deposit(key, { personId, accessToken, expiresAt: now() + HOUR })
  }
  const away = { outcome: 'away' } as const
  return {
    ...story,
    ...{ mode, told },
    now: () => now(),
    current: async () => (await story.sqlite.store.requests({ limit: 1 }))[0] ?? null,
    async signsIn({ id }) {
      const withdraw = deposit(id, 'adele')
      const proof = await story.engine
        .proveIdentity({ kind: 'activate', requestId: id }, 'adele', 'oidc')
        .catch(() => away)
      if (proof.outcome !== 'accepted') withdraw()
      await story.settles()
    },
    async answers(who, request, verdict) {
      await story.presses(who, verdict, request, { reason: 'seen with the service desk' })
      const before = answeredThere(story.tenant)
      const { key, purpose } = answerOf(request, who, verdict)
      const withdraw = deposit(key, who)
      const proof = await story.engine.proveIdentity(purpose, who, 'oidc').catch(() => away)
      withdraw()
      told.push({
        ...{ outcome: proof.outcome, before, after: answeredThere(story.tenant) },
        isUncertain: proof.outcome === 'accepted' && proof.isUncertain === true,
        refusal: proof.outcome === 'refused' ? proof.refusal : null,
        isOpen: isAskedInDirectory((await story.sqlite.store.request(request.id)) ?? request),
      })
      await story.settles()
    },
    cancelsInPortal: () => cancelThere(story.tenant),
    madeSoFar: () => story.made('adele', what),
    isHeldNow: () => story.isHeld('adele', what),
    tokensWritten: async () => {
      const rows = await story.sqlite.store.auditEvents({ limit: 10_000 })
      const requests = await story.sqlite.store.requests({ limit: 10 })
      const written = JSON.stringify([story.logged, story.platform.posted, rows, requests])
      return tokens.filter((token) => written.includes(token))
    },
  }
}
