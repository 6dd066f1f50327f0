import { z } from 'zod'
import type { PersonId, StepUpPurpose } from '../../bot/index.ts'
import { openToken, signToken } from './signed-token.ts'

/** What a step-up link says. It names who has to prove themselves; it proves nothing about who opens it. */
export interface StepUpLink {
  readonly purpose: StepUpPurpose
  readonly personId: PersonId
  /** Of the person's factor when the link was made, 0 for none: a replaced factor ends the link. */
  readonly generation: number
  /** What the person said, kept apart from the link; null for nothing. */
  readonly reasonId?: string | null
}

const payload = z.union([
  z.tuple([z.enum(['request', 'activate']), z.string(), z.string(), z.int()]),
  z.tuple([
    z.literal('answer'),
    z.string(),
    z.string(),
    z.int(),
    z.int(),
    z.enum(['approve', 'deny']),
    z.string().nullable(),
  ]),
  z.tuple([z.literal('approve'), z.string(), z.string(), z.int(), z.int(), z.string().nullable()]),
])

/** The same link gives the same token, so that a card can be rendered again. */
export function signStepUpLink(key: Uint8Array, link: StepUpLink): string {
  return signToken(key, contentOf(link))
}

function contentOf({ purpose, personId, generation, reasonId = null }: StepUpLink) {
  const { kind, requestId } = purpose
  if (kind === 'approve') return [kind, requestId, personId, generation, purpose.termsVersion, purpose.duration]
  if (kind === 'answer') return [kind, requestId, personId, generation, purpose.termsVersion, purpose.verdict, reasonId]
  return [kind, requestId, personId, generation]
}

export function openStepUpLink(key: Uint8Array, token: string): StepUpLink | null {
  const parsed = payload.safeParse(openToken(key, token))
  if (!parsed.success) return null
  const [kind, requestId, personId, generation] = parsed.data
  if (kind === 'approve') {
    const [, , , , termsVersion, duration] = parsed.data
    return { purpose: { kind, requestId, termsVersion, duration }, personId, generation }
  }
  if (kind === 'answer') {
    const [, , , , termsVersion, verdict, reasonId] = parsed.data
    return { purpose: { kind, requestId, termsVersion, verdict, reason: null }, personId, generation, reasonId }
  }
  return { purpose: { kind, requestId }, personId, generation }
}

/** Also a link made before the person had any factor leads on once they have their first. */
export function isCurrent(linkGeneration: number, factorGeneration: number): boolean {
  return linkGeneration === factorGeneration || (linkGeneration === 0 && factorGeneration === 1)
}
