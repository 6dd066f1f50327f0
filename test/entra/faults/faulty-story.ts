import { createSignIns } from '../../../adapters/entra/index.ts'
import { HOUR } from '../../../bot/index.ts'
import { DELEGATED_PERMISSIONS } from '../delegated-story.ts'
import { type EntraStory, exchange, tellEntraStory } from '../story.ts'
import type { Living } from './people.ts'

export type Mode = 'application' | 'delegated'

export interface FaultyStory extends EntraStory, Pick<Living, 'now' | 'current' | 'signsIn'> {
  /** How many assignments of it the tenant ever made. */
  madeSoFar(): number
  isHeldNow(): boolean
}

/** Engine, store and Entra directory in either mode, with a token endpoint that can go wrong as the rest can. `timeoutMs`: of one call to Graph. */
export async function tellFaultyStory(mode: Mode, timeoutMs: number): Promise<FaultyStory> {
  let now = () => 0
  const signIns = createSignIns(() => now())
  const story = await tellEntraStory({
    timeoutMs,
    askToken: true,
    ...(mode === 'delegated' && {
      permissions: DELEGATED_PERMISSIONS,
      takeSignIn: async ({ key, personId }) => signIns.tokenFor(key, personId),
    }),
  })
  now = () => story.engine.now()
  return {
    ...story,
    now: () => now(),
    current: async () => (await story.sqlite.store.requests({ limit: 1 }))[0] ?? null,
    async signsIn({ id }) {
      const permissions = ['RoleAssignmentSchedule.ReadWrite.Directory']
      const accessToken = story.tenant.token({ kind: 'user', id: 'adele', permissions, amr: ['mfa'] })
      const withdraw = signIns.deposit(id, { personId: 'adele', accessToken, expiresAt: now() + HOUR })
      const proof = await story.engine
        .proveIdentity({ kind: 'activate', requestId: id }, 'adele', 'oidc')
        .catch(() => ({ outcome: 'away' }))
      if (proof.outcome !== 'accepted') withdraw()
      await story.settles()
    },
    madeSoFar: () => story.made('adele', exchange),
    isHeldNow: () => story.isHeld('adele', exchange),
  }
}
