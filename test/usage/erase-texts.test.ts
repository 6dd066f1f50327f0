import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR } from '../../bot/domain/duration.ts'
import { eraseTextsBefore } from '../../bot/use-cases/erase-texts.ts'
import { START, type Story, tellStory } from '../engine/story.ts'

/** What people typed goes when its time is over; what happened stays. */
const TYPED = 'the mailbox of my manager'

let story: Story
beforeEach(async () => {
  story = await tellStory()
  await story.says('adele', `/elevate User Administrator 1h because ${TYPED}`)
  await story.passes('PT2H')
})
afterEach(() => story.end())

const store = () => story.sqlite.store

async function everything(): Promise<string> {
  const requests = await store().requests({ limit: 10 })
  const record = await store().history.record(requests[0]?.id ?? '')
  const texts = await store().auditTexts([record?.justification ?? ''])
  return JSON.stringify([requests, texts])
}

describe('erasing what people typed', () => {
  it('leaves the text nowhere, and the audit log intact', async () => {
    expect(await everything()).toContain(TYPED)
    expect(await eraseTextsBefore(store(), START + 3 * HOUR)).toBe(1)
    expect(await everything()).not.toContain(TYPED)
    expect(await story.sqlite.verifyAudit()).toMatchObject({ events: { outcome: 'intact' }, texts: { changed: [] } })
    expect((await story.newest()).status).toBe('expired')
  })

  it('spares what is younger, and what is still open', async () => {
    expect(await eraseTextsBefore(store(), START)).toBe(0)
    await story.says('adele', `/elevate User Administrator 1h because ${TYPED}`)
    expect(await eraseTextsBefore(store(), START + 10 * HOUR)).toBe(1)
    expect((await story.newest()).terms.justification).toBe(TYPED)
    await story.passes('PT2H')
    expect(await eraseTextsBefore(store(), START + 10 * HOUR)).toBe(1)
    expect(await everything()).not.toContain(TYPED)
  })

  it('goes on from where it was, and does nothing twice', async () => {
    await eraseTextsBefore(store(), START + 3 * HOUR)
    expect(await eraseTextsBefore(store(), START + 3 * HOUR)).toBe(0)
  })
})
