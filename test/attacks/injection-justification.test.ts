import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everythingShown, HOSTILE, harmless, unseen } from './hostile.ts'
import { startTarget, type Target } from './target.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

describe('as a justification', () => {
  for (const [name, hostile] of Object.entries(HOSTILE)) {
    it(name, async () => {
      const { id } = await target.asks('adele', 'Exchange Administrator', { proven: false, rest: `because ${hostile}` })
      const page = await target.raw({
        path: await target.link('adele', id),
        headers: { host: `localhost:${target.port}` },
      })
      // What markup there is, is ours.
      expect(
        page.body.replace(
          /<\/?(html|head|meta|title|link|body|main|p|h1|dl|dt|dd|bdi|form|label|input|button|!doctype)\b[^<>]*>/gi,
          '',
        ),
      ).not.toMatch(/[<>]/)
      expect(page.body).not.toMatch(/on(error|mouseover)\s*=\s*['"x]?[^&]*<|<(script|img|b)\b/i)
      const proven = await target.submitCode(await target.link('adele', id), {
        code: await target.code('adele'),
        nonce: await target.nonce(await target.link('adele', id)),
      })
      expect(proven.status).toBe(200)
      await target.settle()
      await target.presses('alex', 'approve', id)
      expect(target.request(id).status).toBe('active')
      const { cards, texts } = await everythingShown(target, id)
      expect(cards.length).toBeGreaterThan(3)
      harmless(cards)
      // A forged field or line would have to begin one.
      expect(texts.join('\n')).not.toMatch(/^(event:|data:|\{"level")/m)
      for (const text of texts) expect(unseen(text.replaceAll('\n', ''))).toEqual([])
    })
  }
})
