import { describe, expect, it } from 'vitest'
import { lessTimeModal, reasonModal } from '../../adapters/slack/blocks/modal.ts'
import en from '../../adapters/slack/wording/en.json' with { type: 'json' }
import fr from '../../adapters/slack/wording/fr.json' with { type: 'json' }
import { word } from '../../adapters/slack/wording.ts'
import { englishIn } from '../french/english-words.ts'

const keys = Object.keys(en) as (keyof typeof en)[]
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe('the words of Slack’s own surfaces', () => {
  it('are there in both languages, with the same values', () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort())
    for (const key of keys) expect(placeholders(fr[key]), key).toEqual(placeholders(en[key]))
  })

  it.each(keys)('%s: French in French, with its typography', (key) => {
    expect(fr[key]).not.toBe(en[key])
    expect(englishIn(fr[key].replace(/\{\w+\}/g, '…'))).toEqual([])
    expect(fr[key]).not.toMatch(/['"“”]|[^\u202f][;!?]|[^\u00a0]:| {2}|\.\.\./)
  })

  it.each(keys.filter((key) => key.endsWith('Title') && key !== 'confirmTitle'))('%s fits a modal', (key) => {
    expect(en[key].length).toBeLessThanOrEqual(24)
    expect(fr[key].length).toBeLessThanOrEqual(24)
  })

  it('are never cut where a modal has little room', () => {
    for (const language of ['en', 'fr'] as const) {
      const look = { language, timeZone: 'UTC' }
      const modals = [
        ...(['deny', 'takeBack', 'revoke'] as const).map((verb) => reasonModal(verb, look, '')),
        lessTimeModal(['PT15M'], look, '', true),
      ]
      for (const { title, submit, close } of modals)
        expect(`${title.text}${submit?.text}${close.text}`).not.toContain('…')
    }
  })

  it('leave a value as it is, whatever is in it', () => {
    expect(word('en', 'neededFor', { role: '{role} $& <!channel>' })).toBe('Needed for {role} $& <!channel>.')
  })
})
