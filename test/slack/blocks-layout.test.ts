import { describe, expect, it } from 'vitest'
import type { Drawn } from '../../adapters/slack/blocks/drawn.ts'
import { layOut } from '../../adapters/slack/blocks/lay-out.ts'
import { plain } from '../../adapters/slack/blocks/text.ts'
import { problemsOfMessage } from './block-kit-checker.ts'
import { buttonsIn, shownText } from './shown.ts'

const look = { language: 'en', timeZone: 'UTC' } as const
const times = (count: number, make: (n: number) => Drawn) => Array.from({ length: count }, (_, n) => make(n))
const heading = (n: number): Drawn => ({ kind: 'heading', text: `Heading ${n}.` })
const smallPrint = (n: number): Drawn => ({ kind: 'smallPrint', text: `Small ${n}.` })
const paragraph = (n: number, length = 10): Drawn => ({
  kind: 'paragraph',
  pieces: [{ type: 'text', text: `Line ${n}. ${'x'.repeat(length)}` }],
})
const button = (n: number): Drawn => ({
  kind: 'button',
  button: { type: 'button', action_id: `verb:say:${n}`, text: plain(`Go ${n}`, 75), value: 'v'.repeat(2000) },
})
const problems = (blocks: object[]) => problemsOfMessage({ text: 'x', blocks })

describe('what is drawn is laid out', () => {
  it('with paragraphs together, and buttons together, in their order', () => {
    const blocks = layOut([heading(1), paragraph(1), paragraph(2), button(1), button(2), paragraph(3)], look, 50)
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'rich_text', 'actions', 'rich_text'])
    expect(shownText(blocks[1])).toMatch(/^Line 1.*\nLine 2/)
  })

  it('apart where a part ends', () => {
    const blocks = layOut([paragraph(1), { kind: 'break' }, paragraph(2)], look, 50)
    expect(blocks.map(({ type }) => type)).toEqual(['rich_text', 'rich_text'])
  })

  it('with 25 buttons in a row', () => {
    const blocks = layOut(times(60, button), look, 50)
    expect(blocks.map((block) => block.type === 'actions' && block.elements.length)).toEqual([25, 25, 10])
    expect(problems(blocks)).toEqual([])
  })

  it('with small print as text in italics before anything is left out', () => {
    const drawn = Array.from({ length: 40 }, (_, n) => [paragraph(n), smallPrint(n)]).flat()
    const blocks = layOut(drawn, look, 50)
    expect(problems(blocks)).toEqual([])
    for (let n = 0; n < 40; n += 1) expect(shownText(blocks)).toMatch(new RegExp(`Line ${n}\\.[\\s\\S]*Small ${n}\\.`))
    expect(shownText(blocks)).not.toContain('…')
    const pieces = blocks.flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    const italic = pieces.flatMap(({ elements }) => elements).filter(({ style }) => style?.italic)
    expect(italic.map((piece) => piece.type === 'text' && piece.text.slice(0, 5))).toEqual(Array(40).fill('Small'))
  })

  it('with shorter paragraphs before any is left out', () => {
    const blocks = layOut(
      times(40, (n) => paragraph(n, 900)),
      look,
      50,
    )
    expect(problems(blocks)).toEqual([])
    for (let n = 0; n < 40; n += 1) expect(shownText(blocks)).toContain(`Line ${n}.`)
    expect(shownText(blocks)).toContain('…')
  })

  it('with a mark where the last ones are left out, and every button', () => {
    const blocks = layOut([...times(80, heading), ...times(3, button)], look, 50)
    expect(problems(blocks)).toEqual([])
    expect(blocks).toHaveLength(50)
    expect(buttonsIn(blocks)).toHaveLength(3)
    expect(shownText(blocks)).toContain('Heading 47.\n…')
    expect(shownText(blocks)).not.toContain('Heading 48.')
  })

  it('as nothing where there is nothing', () => {
    expect(layOut([], look, 50)).toEqual([])
    expect(
      layOut(
        [
          { kind: 'paragraph', pieces: [] },
          { kind: 'smallPrint', text: ' ' },
        ],
        look,
        50,
      ),
    ).toEqual([])
  })
})
