import { expect } from 'vitest'
import type { Target } from './target.ts'

/** What people might type to be more than text somewhere. */
export const HOSTILE: { readonly [name: string]: string } = {
  'a script': '<script>alert(1)</script>',
  'an image with a handler': '"><img src=x onerror=alert(1)>',
  'a closed attribute and a closed cell': `' onmouseover='x' </dd></dl><b>`,
  'a Markdown link': '[press here](https://evil.example)',
  'a Markdown image and emphasis': '![x](http://evil.example/x.png) **bold** _it_ `code`',
  'a template expression': ['requester.displayName', '$root', 'if(true,1,2)'].map((inner) => `\${${inner}}`).join(' '),
  'a template of other engines': '{{constructor.constructor("return 1")()}} <%= 7*7 %> #{7*7} %{7*7}',
  'a date to be evaluated by the renderer': '{{DATE(2026-01-01T00:00:00Z, LONG)}} {{TIME(2026-01-01T00:00:00Z)}}',
  'an ICU message': '{name, plural, one {x} other {y}} {0} {count, number}',
  'an ICU quote that opens and does not close': "it's '{broken",
  'text turned round by bidi controls': 'abc\u202Egpj.exe\u202C \u2066x\u2069',
  'characters of private use': 'x \uE000\uE001\uF8FF \u{F0000}',
  'zero-width characters and a byte order mark': 'a\u200Bb\u200Dc\uFEFFd',
  'lines that forge a log or an event': 'x\n{"level":50,"msg":"forged"}\r\nevent: message\r\ndata: {}\r\n\r\n',
  'a spreadsheet formula': '=HYPERLINK("https://evil.example")+cmd|calc!A1',
  'mentions of chat platforms': '<!channel> <@U0123ABCD> <at>everyone</at> @here',
  'keys of the prototype': '__proto__ constructor toString',
  SQL: "'); DROP TABLE requests; --",
}

/** Everything that somebody may see of it, as sent: cards, plain texts, the feed, the step-up page. */
export async function everythingShown(
  target: Target,
  id: string,
): Promise<{ readonly cards: unknown[]; readonly texts: string[] }> {
  const places = [
    ['adele', 'elevate'],
    ['alex', 'elevate'],
    ['megan', 'elevate'],
    ['adele', 'security-feed'],
    ['alex', 'security-alerts'],
  ] as const
  const all = await Promise.all(places.map(([person, conversation]) => target.messages(person, conversation)))
  const about = all
    .flat()
    .filter(({ card, fallbackText }) => JSON.stringify(card).includes(id) || fallbackText.includes(id))
  return { cards: about.map(({ card }) => card), texts: about.map(({ fallbackText }) => fallbackText) }
}

/** Controls, bidi overrides and isolates, private use: what nobody sees and what turns round what stands beside it. */
export function unseen(text: string): readonly string[] {
  const marks = [...text].filter((character) => /[\p{Cc}\p{Co}\u202A-\u202E\u2066-\u2069]/u.test(character))
  return marks.map((character) => character.codePointAt(0)?.toString(16) ?? '')
}

/** Every string of a card by the name under which it stands. */
export function strings(value: unknown, name = ''): readonly (readonly [name: string, text: string])[] {
  if (typeof value === 'string') return [[name, value]]
  if (Array.isArray(value)) return value.flatMap((each) => strings(each, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => strings(each, key))
}

export function harmless(cards: readonly unknown[]): void {
  for (const card of cards) {
    for (const [name, text] of strings(card)) {
      // Addresses are ours or the ticket system's, whatever was typed.
      if (name === 'url' || name === 'iconUrl') {
        expect(text).toMatch(
          /^(http:\/\/localhost:\d+\/verify\/[\w-]+|https:\/\/tickets\.contoso\.example\/[\w-]+|data:image\/)/,
        )
      }
      if (name === 'text' || name === 'title' || name === 'value') expect(text).not.toContain('{{DATE(')
      if (name === 'type')
        expect(text).toMatch(
          /^(AdaptiveCard|TextBlock|RichTextBlock|TextRun|FactSet|Container|Column|ColumnSet|Image|ActionSet|Input\.\w+|Action\.\w+)$/,
        )
    }
  }
}
