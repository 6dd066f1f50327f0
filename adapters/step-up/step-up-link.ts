import { z } from 'zod'
import type { PersonId, StepUpPurpose } from '../../bot/index.ts'
import { openToken, signToken } from './signed-token.ts'

/** What a step-up link says. It names who has to prove themselves; it proves nothing about who opens it. */
export interface StepUpLink {
  readonly purpose: StepUpPurpose
  readonly personId: PersonId
  /** Of the person's factor when the link was made, 0 for none: a replaced factor ends the link. */
  readonly generation: number
}

const payload = z.union([
  z.tuple([z.enum(['request', 'activate']), z.string(), z.string(), z.int()]),
  z.tuple([z.literal('approve'), z.string(), z.string(), z.int(), z.int(), z.string().nullable()]),
])

/** The same link gives the same token, so that a card can be rendered again. */
export function signStepUpLink(key: Uint8Array, { purpose, personId, generation }: StepUpLink): string {
  return signToken(
    key,
    purpose.kind === 'approve'
      ? ['approve', purpose.requestId, personId, generation, purpose.termsVersion, purpose.duration]
      : [purpose.kind, purpose.requestId, personId, generation],
  )
}

export function openStepUpLink(key: Uint8Array, token: string): StepUpLink | null {
  const parsed = payload.safeParse(openToken(key, token))
  if (!parsed.success) return null
  const [kind, requestId, personId, generation] = parsed.data
  if (kind !== 'approve') return { purpose: { kind, requestId }, personId, generation }
  const [, , , , termsVersion, duration] = parsed.data
  return { purpose: { kind, requestId, termsVersion, duration }, personId, generation }
}

/** Also a link made before the person had any factor leads on once they have their first. */
export function isCurrent(linkGeneration: number, factorGeneration: number): boolean {
  return linkGeneration === factorGeneration || (linkGeneration === 0 && factorGeneration === 1)
}
