import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { literalTextIn, literalTextInHtml } from './literal-text.ts'

const root = join(import.meta.dirname, '../..')
const folders = ['adapters/web', 'adapters/step-up', 'cards']
const sources = folders
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, String(path))))
  .filter((path) => path.endsWith('.ts') && !path.includes('/wording/'))

/** Words that people never see, by file, with the reason. */
const exempt: ReadonlyMap<string, string> = new Map([
  ['adapters/web/config.ts', 'told to operators with the configuration, which is in English'],
  ['adapters/web/fence.ts', 'told to operators at the start, and to programs; people get the page’s own words by code'],
  ['adapters/web/errors.ts', 'told to programs beside a code; people get the page’s own words by that code'],
  ['adapters/web/routes-chat.ts', 'told to programs that send what the page never sends'],
  ['adapters/web/routes-demo.ts', 'told to programs that send what the page never sends'],
  ['adapters/web/understand.ts', 'told to programs that send what the page never sends'],
  ['adapters/web/send.ts', 'the cause of a failure, for operators'],
  ['adapters/web/page/pictures.ts', 'a media query, told to the browser'],
  ['adapters/step-up/oidc/client-auth.ts', 'labels of PEM blocks, and what is wrong with one, for operators'],
  ['adapters/step-up/oidc/provider.ts', 'the cause of a failure, for operators'],
  ['cards/templates.ts', 'told to developers when the server starts'],
])

describe('words stand in the wordings, not in the code', () => {
  it.each(sources.filter((path) => !exempt.has(path)))('%s', (path) => {
    expect(literalTextIn(path, readFileSync(join(root, path), 'utf8'))).toEqual([])
  })

  it('of the page', () => {
    expect(literalTextInHtml(readFileSync(join(root, 'adapters/web/page/index.html'), 'utf8'))).toEqual([])
  })

  it('exempts no file that is gone', () => {
    expect([...exempt.keys()].filter((path) => !sources.includes(path))).toEqual([])
  })
})

describe('the search for them', () => {
  it.each([
    ["button.textContent = 'Send'", 'Send'],
    ["notice.textContent = 'Not sent yet'", 'Not sent yet'],
    ['hint.textContent = `Read by $\u007bname}`', 'Read by {}'],
    ['const page = html`<p class="soft">$\u007bx}</p><p>Enter the code</p>`', 'Enter the code'],
    ['const page = html`<img alt="A picture of it">`', 'A picture of it'],
  ])('finds them in %s', (source, text) => {
    expect(literalTextIn('planted.ts', source)).toMatchObject([{ text }])
  })

  it('finds them in HTML, in text and in accessible names', () => {
    const html =
      '<p lang="fr">Bonjour</p>\n<button aria-label="Close" data-label="close">…</button>\n<h2>Demo clock</h2>'
    expect(literalTextInHtml(html)).toEqual([
      { line: 2, text: 'Close' },
      { line: 3, text: 'Demo clock' },
    ])
  })

  it('leaves alone what is for developers', () => {
    const source = [
      "import { x } from './some file.ts'",
      "throw new Error('The page lacks an element')",
      "log.error({}, 'A page could not be answered')",
      "element.className = 'entry'",
      "type Shown = 'Not sent yet'",
    ].join('\n')
    expect(literalTextIn('planted.ts', source)).toEqual([])
  })
})
