import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UsageCardView } from '../../bot/domain/views/card-view.ts'
import { type Story, tellStory } from '../engine/story.ts'

/** Who gets to see whose use, asked in chat. */
let story: Story
beforeEach(async () => {
  story = await tellStory()
  for (const [who, line] of [
    ['adele', '/elevate User Administrator 1h INC-1234'],
    ['adele', '/elevate Exchange Administrator 1h INC-1234'],
    ['lidia', '/elevate SharePoint Administrator 1h INC-1234'],
  ] as const)
    await story.says(who, line)
  await story.passes('PT2H')
})
afterEach(() => story.end())

async function usage(who: string, text: string): Promise<UsageCardView | null> {
  await story.says(who, text)
  const seen = story.lastSeenBy(who)
  return seen.card === 'usage' ? seen : null
}

async function refusalsOf(who: string, text: string): Promise<readonly string[]> {
  await story.says(who, text)
  const seen = story.lastSeenBy(who)
  return seen.card === 'refusal' ? seen.refusals.map(({ code }) => code) : []
}

describe('/elevate usage', () => {
  it('answers administrators and security about everybody', async () => {
    for (const who of ['pradeep', 'soc']) {
      const seen = await usage(who, '/elevate usage')
      expect(seen).toMatchObject({ days: 30, requests: 3, activated: 1, about: { isSelf: false, person: null } })
    }
  })

  it('answers everyone else about themselves alone', async () => {
    expect(await usage('adele', '/elevate usage')).toMatchObject({ requests: 2, about: { isSelf: true } })
    expect(await usage('lidia', '/elevate usage')).toMatchObject({ requests: 1, activated: 0 })
    expect(await usage('lidia', '/elevate usage Exchange Administrator')).toMatchObject({
      requests: 0,
      about: { isSelf: true },
    })
    expect(await usage('alex', '/elevate usage')).toMatchObject({ requests: 0 })
  })

  it('refuses somebody else’s use to who may not see everyone, and records that', async () => {
    expect(await refusalsOf('lidia', '/elevate usage @adele')).toEqual(['notAllowed'])
    expect((await story.auditTypes()).at(-1)).toBe('actionRefused')
    expect(await refusalsOf('breakglass-1', '/elevate usage @adele')).toEqual(['notAllowed'])
  })

  it('answers about a role, a person and a length of time', async () => {
    expect(await usage('soc', '/elevate usage exchange admin 90d')).toMatchObject({
      days: 90,
      requests: 1,
      activated: 0,
    })
    expect(await usage('soc', '/elevate usage @adele last 7 days')).toMatchObject({ days: 7, requests: 2 })
    expect(await usage('soc', '/elevate utilisation Lidia 30 jours')).toMatchObject({ days: 30, requests: 1 })
    expect(await usage('adele', '/elevate usage @adele')).toMatchObject({ about: { isSelf: true }, requests: 2 })
  })

  it('says what it cannot find, and answers nothing else instead', async () => {
    expect(await refusalsOf('soc', '/elevate usage @nobody')).toEqual(['unknownPerson'])
    expect(await refusalsOf('soc', '/elevate usage Xylophone Wizard')).toEqual(['unknownRole'])
  })

  it('says since when it knows anything, where that is less than was asked', async () => {
    expect((await usage('soc', '/elevate usage'))?.since).not.toBeNull()
  })
})
