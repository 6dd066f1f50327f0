import { describe, expect, it } from 'vitest'
import { problemsOfMessage, problemsOfOptions, problemsOfView } from './block-kit-checker.ts'

const text = (value: string) => ({ type: 'plain_text', text: value, emoji: false })
const section = (value = 'x') => ({ type: 'section', text: text(value) })
const button = (changes: object = {}) => ({ type: 'button', action_id: 'a', text: text('Go'), ...changes })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const option = (value: string) => ({ text: text('One'), value })
const select = (changes: object = {}) => ({
  type: 'static_select',
  action_id: 's',
  options: [option('1'), option('2')],
  ...changes,
})
const input = (element: object, changes: object = {}) => ({
  type: 'input',
  block_id: 'i',
  label: text('Label'),
  element,
  ...changes,
})
const written = (changes: object = {}) => ({ type: 'plain_text_input', action_id: 'p', ...changes })
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

describe('the Block Kit checker lets pass', () => {
  it('a message with everything that we use, to the limits', () => {
    const blocks = [
      { type: 'header', text: text('x'.repeat(150)) },
      section('x'.repeat(3000)),
      { type: 'context', elements: times(10, () => text('x')) },
      actions(...times(25, (n) => button({ action_id: `${n}`, value: 'x'.repeat(2000) }))),
    ]
    expect(problemsOfMessage({ text: 'x', blocks })).toEqual([])
    expect(problemsOfMessage({ text: 'x', blocks: times(50, () => section()) })).toEqual([])
  })

  it('a modal with inputs, and a home tab', () => {
    const modal = { type: 'modal', title: text('x'.repeat(24)), submit: text('Go'), blocks: [input(select())] }
    expect(problemsOfView(modal)).toEqual([])
    expect(problemsOfView({ type: 'home', blocks: times(100, () => section()) })).toEqual([])
  })
})

describe('the Block Kit checker finds', () => {
  it.each<[string, object[]]>([
    ['no block', []],
    ['51 blocks', times(51, () => section())],
    ['a type that does not exist', [{ type: 'sektion', text: text('x') }]],
    ['a section of nothing', [{ type: 'section' }]],
    ['a section of 3001 characters', [section('x'.repeat(3001))]],
    ['eleven fields', [{ type: 'section', fields: times(11, () => text('x')) }]],
    ['a field of 2001 characters', [{ type: 'section', fields: [text('x'.repeat(2001))] }]],
    ['an empty text', [section('')]],
    ['a text of spaces', [section('  ')]],
    ['a text without its object', [{ type: 'section', text: 'x' }]],
    ['a header of 151 characters', [{ type: 'header', text: text('x'.repeat(151)) }]],
    ['a header with markup', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['eleven things in a context', [{ type: 'context', elements: times(11, () => text('x')) }]],
    ['26 buttons in a row', [actions(...times(26, (n) => button({ action_id: `${n}` })))]],
    ['no button in a row', [actions()]],
    ['a button text of 76 characters', [actions(button({ text: text('x'.repeat(76)) }))]],
    ['a value of 2001 characters', [actions(button({ value: 'x'.repeat(2001) }))]],
    ['a value that is no text', [actions(button({ value: { id: 1 } }))]],
    ['an address of 3001 characters', [actions(button({ url: `https://x.example/${'x'.repeat(2983)}` }))]],
    ['an address that is none', [actions(button({ url: 'here' }))]],
    ['a style that does not exist', [actions(button({ style: 'positive' }))]],
    ['a button without an id', [actions(button({ action_id: undefined }))]],
    ['an id of 256 characters', [actions(button({ action_id: 'x'.repeat(256) }))]],
    ['an id twice', [actions(button()), actions(button())]],
    [
      'a block id twice',
      [
        { ...section(), block_id: 'b' },
        { ...section(), block_id: 'b' },
      ],
    ],
    [
      'a dialog with a long title',
      [
        actions(
          button({
            confirm: { title: text('x'.repeat(101)), text: text('x'), confirm: text('x'), deny: text('x') },
          }),
        ),
      ],
    ],
    [
      'a dialog with a long text',
      [
        actions(
          button({
            confirm: { title: text('x'), text: text('x'.repeat(301)), confirm: text('x'), deny: text('x') },
          }),
        ),
      ],
    ],
    [
      'a dialog with a long button',
      [
        actions(
          button({
            confirm: { title: text('x'), text: text('x'), confirm: text('x'.repeat(31)), deny: text('x') },
          }),
        ),
      ],
    ],
    ['rich text of nothing', [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] }]],
    [
      'an empty piece of rich text',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] }],
    ],
    [
      'a date in milliseconds',
      [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [{ type: 'date', timestamp: 1_777_924_800_000, format: '{time}' }],
            },
          ],
        },
      ],
    ],
    ['a property that does not exist', [{ ...section(), colour: 'red' }]],
    ['an image without words', [{ type: 'image', image_url: 'https://x.example/x.png' }]],
  ])('%s', (_, blocks) => {
    expect(problemsOfMessage({ text: 'x', blocks })).not.toEqual([])
  })

  it.each<[string, object]>([
    ['a message without words', { text: '', blocks: [section()] }],
    ['a message of 40 001 characters', { text: 'x'.repeat(40_001), blocks: [section()] }],
    ['a message of words alone', { text: 'x' }],
  ])('%s', (_, sent) => {
    expect(problemsOfMessage(sent)).not.toEqual([])
  })

  const modal = (changes: object) => ({
    type: 'modal',
    title: text('x'),
    submit: text('Go'),
    blocks: [section()],
    ...changes,
  })

  it.each<[string, object]>([
    ['a title of 25 characters', modal({ title: text('x'.repeat(25)) })],
    ['no title', modal({ title: undefined })],
    ['a submit button of 25 characters', modal({ submit: text('x'.repeat(25)) })],
    ['a close button of 25 characters', modal({ close: text('x'.repeat(25)) })],
    ['inputs without a submit button', modal({ submit: undefined, blocks: [input(written())] })],
    ['101 blocks', modal({ blocks: times(101, () => section()) })],
    ['metadata of 3001 characters', modal({ private_metadata: 'x'.repeat(3001) })],
    ['a callback id of 256 characters', modal({ callback_id: 'x'.repeat(256) })],
    ['101 options', modal({ blocks: [input(select({ options: times(101, (n) => option(`${n}`)) }))] })],
    ['no options', modal({ blocks: [input(select({ options: [] }))] })],
    [
      'an option of 76 characters',
      modal({ blocks: [input(select({ options: [{ text: text('x'.repeat(76)), value: '1' }] }))] }),
    ],
    ['an option value of 151 characters', modal({ blocks: [input(select({ options: [option('x'.repeat(151))] }))] })],
    ['two options of one value', modal({ blocks: [input(select({ options: [option('1'), option('1')] }))] })],
    ['a first choice that is none of the options', modal({ blocks: [input(select({ initial_option: option('3') }))] })],
    ['a text longer than may be typed', modal({ blocks: [input(written({ max_length: 3, initial_value: 'xxxx' }))] })],
    ['more to type than Slack allows', modal({ blocks: [input(written({ max_length: 3001 }))] })],
    ['a placeholder of 151 characters', modal({ blocks: [input(select({ placeholder: text('x'.repeat(151)) }))] })],
    ['a hint of 2001 characters', modal({ blocks: [input(written(), { hint: text('x'.repeat(2001)) })] })],
    ['an input without a label', modal({ blocks: [input(written(), { label: undefined })] })],
    ['a button as an input', modal({ blocks: [input(button())] })],
    [
      'eleven boxes',
      modal({ blocks: [input({ type: 'checkboxes', action_id: 'c', options: times(11, (n) => option(`${n}`)) })] }),
    ],
    ['a view that is none', { type: 'dialog', blocks: [section()] }],
    ['a home tab of 101 blocks', { type: 'home', blocks: times(101, () => section()) }],
    ['a home tab with a title', { type: 'home', title: text('x'), blocks: [section()] }],
  ])('%s', (_, view) => {
    expect(problemsOfView(view)).not.toEqual([])
  })

  it('101 suggested options', () => {
    expect(problemsOfOptions(times(100, (n) => option(`${n}`)))).toEqual([])
    expect(problemsOfOptions(times(101, (n) => option(`${n}`)))).not.toEqual([])
  })
})
