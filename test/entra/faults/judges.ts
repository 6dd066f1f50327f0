import { expect } from 'vitest'
import type { RefusalCode } from '../../../bot/domain/refusal.ts'
import { readerOf } from '../../../cards/reader.ts'
import { refusalText } from '../../../cards/refusal-text.ts'
import type { FaultyStory, Told } from './faulty-story.ts'
import { answeredThere, LIVES } from './lives.ts'
import { saysWhatToDo, type Witness, wordsOf } from './witness.ts'

export async function judgeEnd(
  story: FaultyStory,
  about: string,
  request: Awaited<ReturnType<FaultyStory['current']>>,
): Promise<void> {
  if (!request) throw new Error(`${about}: came to no end, but ${(await story.current())?.status ?? 'no request'}`)
  expect(story.isHeldNow(), `${about}: ${request.status}, and still held`).toBe(false)
  if (request.status === 'failed') {
    expect(story.madeSoFar(), `${about}: said to have failed, and was made`).toBe(0)
    const card = story.platform.seenBy('adele').find((view) => view.card === 'request')
    const code = request.outcome?.code
    if (!card || code == null) throw new Error(`${about}: failed without a word`)
    expect(saysWhatToDo(card, code), `${about}: ${wordsOf(card, 'fr')}`).toBe(true)
    return
  }
  // Whom the tenant no longer knows holds nothing any longer.
  const { ends } = LIVES[story.mode]
  const usual = ends === 'deactivated' ? ['deactivated', 'expired'] : [ends]
  const good = about.includes('404') ? [...usual, 'revoked'] : usual
  expect(good, about).toContain(request.status)
}

/** While nobody knows, or nothing helps, the holder reads just that; in both languages. */
export async function judgeWait(story: FaultyStory, about: string): Promise<void> {
  const request = await story.current()
  const card = story.platform.seenBy('adele').find((view) => view.card === 'request')
  // While the tenant asks for patience nobody's name can be read, and cards wait for them.
  if (!request || card?.card !== 'request' || card.viewVersion !== request.viewVersion) return
  if (request.provisioning?.outcome === 'unknown' && request.status === 'provisioning')
    expect(
      UNSETTLED.every(([language, words]) => wordsOf(card, language).includes(words)),
      about,
    ).toBe(true)
  if (request.ending?.stuckSince !== undefined && request.status === 'ending')
    expect(
      STUCK.every(([language, words]) => wordsOf(card, language).includes(words)),
      about,
    ).toBe(true)
}

const UNSETTLED = [
  ['en', 'Elevate keeps asking and will tell you'],
  ['fr', 'D’ici là, attendez'],
] as const
const STUCK = [
  ['en', 'end the role in the directory’s own portal'],
  ['fr', 'mettez fin au rôle dans le portail de l’annuaire'],
] as const

/** Whoever was refused was told what to do instead. */
export async function judgeWords(story: FaultyStory, about: string, { said }: Witness): Promise<void> {
  expect(said.length, about).toBeGreaterThan(0)
  for (const who of ['adele', 'alex']) {
    for (const view of story.platform.seenBy(who)) {
      if (view.card !== 'refusal') continue
      for (const { code } of view.refusals) expect(saysWhatToDo(view, code), `${about}: ${code}`).toBe(true)
    }
  }
}

/**
 * Each answer to the tenant's own approval: whoever gave it was told what is so, nobody's was counted that the tenant did
 * not take, none twice, and the token it was given with is written nowhere.
 */
export async function judgeAnswers(story: FaultyStory, about: string): Promise<void> {
  for (const told of story.told) judgeTold(told, about)
  const taken = answeredThere(story.tenant)
  const types = await story.auditTypes()
  const count = (type: string) => types.filter((each) => each === type).length
  if (LIVES[story.mode].there !== null) {
    expect(count('requestApproved'), `${about}: approved, ${taken}`).toBeLessThanOrEqual(taken === 'Approve' ? 1 : 0)
    expect(count('requestDenied'), `${about}: denied, ${taken}`).toBeLessThanOrEqual(taken === 'Deny' ? 1 : 0)
  }
  expect(await story.tokensWritten(), about).toEqual([])
}

/** What may be said of an answer that decided nothing. */
const NOT_TAKEN: readonly (RefusalCode | undefined)[] = ['answerNotTaken', 'directoryNotApprover']

function judgeTold({ outcome, isUncertain, isOpen, refusal, before, after }: Told, about: string): void {
  const said = `${about}: told ${refusal?.code ?? outcome}, ${before} then ${after}`
  if (outcome === 'accepted') {
    if (!isUncertain) expect(after, said).not.toBeNull()
    return
  }
  // Whatever is no thank-you was no answer, or came too late for one.
  if (NOT_TAKEN.includes(refusal?.code) || outcome === 'away') expect(after, said).toBe(before)
  if (refusal?.code === 'alreadyDecided') expect(after !== null || !isOpen, said).toBe(true)
  if (!refusal) return
  for (const language of ['en', 'fr'] as const) {
    const text = refusalText(readerOf(language, 'America/Toronto'), refusal)
    expect(text.do.length, said).toBeGreaterThan(10)
  }
}
