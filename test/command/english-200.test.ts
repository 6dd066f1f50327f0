import { expect, test } from 'vitest'
import { judge, type Sample } from './corpus.ts'
import samples from './english-200.json' with { type: 'json' }
import heldBack from './english-240-held-back.json' with { type: 'json' }

/**
 * `english-200.json` was written before the first line was understood. The held-back lines came in four lots of sixty,
 * each judged once before anything was changed for it: 54, 58, 53 and 58 of them were understood. In the third, two lines
 * that set one role against another (`exchange admin instead of global admin`) found the first of them where asking, or
 * finding none, was expected; in the others no wrong role was found. Since then both files are held to the same measure.
 */
const corpora: readonly (readonly [string, readonly Sample[], number])[] = [
  ['200 typed English commands', samples as readonly Sample[], 200],
  ['240 that were held back', heldBack as readonly Sample[], 240],
]

test.each(corpora)('understands at least 98 in 100 of %s, and takes no wrong role', (_, corpus, size) => {
  const judged = corpus.map((sample) => ({ sample, ...judge(sample) }))
  const missed = judged.filter(({ understood }) => !understood)
  for (const { sample, got } of missed) {
    console.log(
      `${JSON.stringify(sample.text)}\n  expected ${JSON.stringify(sample.expect)}\n  got      ${JSON.stringify(got)}`,
    )
  }
  expect(corpus).toHaveLength(size)
  expect(judged.filter(({ wrongRole }) => wrongRole)).toEqual([])
  expect(missed.length / corpus.length).toBeLessThanOrEqual(0.02)
})

test('no two samples are the same line typed by the same person', () => {
  const lines = corpora.flatMap(([, corpus]) => corpus.map(({ as = 'main', text }) => `${as}: ${text}`))
  expect(new Set(lines).size).toBe(lines.length)
})

test('the corpus tells a wrong role from the right one', () => {
  const swapped: Sample = {
    text: '/elevate sharepoint 1h',
    expect: { intent: 'activate', role: 'Exchange Administrator' },
  }
  expect(judge(swapped)).toMatchObject({ understood: false, wrongRole: true })
})
