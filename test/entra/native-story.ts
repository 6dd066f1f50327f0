import { expect } from 'vitest'
import { LINE } from '../engine/story.ts'
import { type DelegatedStory, secretsWritten, tellDelegatedStory } from './delegated-story.ts'
import { exchange } from './story.ts'

export const NAMED = { approvers: [{ groupId: 'approvers' }] } as const

/** The tenant demands approval; adele asks, and signs in at once. */
export async function askedInTenant(
  options: Parameters<typeof tellDelegatedStory>[0] = {},
  line = LINE,
): Promise<DelegatedStory> {
  const story = await tellDelegatedStory(options)
  story.tenant.policy(exchange, NAMED)
  await story.says('adele', line)
  await story.signsIn('adele')
  return story
}

export function newestApproval(story: DelegatedStory) {
  const approval = [...story.tenant.state.approvals.values()].at(-1)
  if (!approval) throw new Error('The tenant asks nobody')
  return approval
}

/** After each story: nothing was malformed, no secret was written, and no token is kept longer than it is good for. */
export async function finishCleanly(story: DelegatedStory): Promise<void> {
  expect(story.tenant.graph.violations).toEqual([])
  expect(secretsWritten(story)).toEqual([])
  // A token for an answer is used at once; that of an activation is kept for its one repetition.
  expect(story.kept()).toBeLessThanOrEqual(story.tenant.state.requests.length)
  await story.finish()
}
