import { afterEach, describe, expect, it } from 'vitest'
import { enforcementOf } from '../../bot/domain/approval-enforcement.ts'
import { APPROVAL, LINE } from '../engine/story.ts'
import { type EntraStory, exchange, tellEntraStory } from './story.ts'

let story: EntraStory | null = null

afterEach(async () => {
  await story?.finish()
  story = null
})

async function asked(): Promise<EntraStory> {
  const told = await tellEntraStory()
  story = told
  await told.says('adele', LINE)
  await told.proves('adele', await told.newest())
  return told
}

describe('who enforces an approval', () => {
  const ours = (required: number | null) => ({ approval: required === null ? null : { ...APPROVAL, required } })
  const theirs = (demands: boolean) => ({ approval: demands ? { approvers: [] } : null })

  it.each([
    [1, true, { by: 'directory', unenforcedQuorum: null }],
    [2, true, { by: 'directory', unenforcedQuorum: 2 }],
    [null, true, { by: 'directory', unenforcedQuorum: null }],
    [2, false, { by: 'elevate', unenforcedQuorum: null }],
    [null, false, { by: 'nobody', unenforcedQuorum: null }],
  ] as const)('%s of ours, the directory demands it: %s → %j', (required, demands, expected) => {
    expect(enforcementOf(ours(required), theirs(demands))).toEqual(expected)
  })

  it('stands on the approval card: Elevate alone, where the tenant demands nothing', async () => {
    const told = await asked()
    expect(told.lastSeenBy('alex')).toMatchObject({ card: 'approval', enforcement: { by: 'elevate' } })
  })

  it('and Entra, where its policy demands approval: of those whom both name', async () => {
    const told = await tellEntraStory()
    story = told
    told.tenant.policy(exchange, { approvers: [{ userId: 'megan' }] })
    await told.says('adele', LINE)
    await told.proves('adele', await told.newest())
    expect(told.lastSeenBy('megan')).toMatchObject({ card: 'approval', enforcement: { by: 'directory' } })
    expect(told.platform.seenBy('alex')).toEqual([])
    await told.presses('alex', 'approve', await told.newest())
    expect(told.lastSeenBy('alex')).toMatchObject({ refusals: [{ code: 'notApprover' }] })
    expect((await told.newest()).status).toBe('pendingApproval')
  })

  it('refuses in application mode, clearly, where nobody is named by both', async () => {
    const told = await tellEntraStory()
    story = told
    told.tenant.policy(exchange, { approvers: [{ userId: 'lead' }] })
    await told.says('adele', LINE)
    expect(told.lastSeenBy('adele')).toMatchObject({ refusals: [{ code: 'nobodyCanApprove' }] })
    expect(told.tenant.state.requests).toEqual([])
  })
})
