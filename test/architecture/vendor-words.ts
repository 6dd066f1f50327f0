import type { Violation } from './find-violations.ts'
import { cooked, type Node, type Visit } from './syntax.ts'

const core = /^bot\/(domain|ports|use-cases|workers)\//
const wording = /^cards\//

/** Platforms and vendors, each as its words in lower case. */
const vendors: readonly (readonly string[])[] = [
  ['slack'],
  ['teams'],
  ['msteams'],
  ['discord'],
  ['block', 'kit'],
  ['blockkit'],
  ['graph'],
  ['microsoft'],
  ['entra'],
  ['azure'],
  ['botbuilder'],
  ['botframework'],
]
const cardFormats: readonly (readonly string[])[] = [
  ['adaptive', 'card'],
  ['adaptive', 'cards'],
  ['adaptivecard'],
  ['adaptivecards'],
]

/**
 * Platform and vendor names in identifiers, strings and file names. Comments may cite sources; the catalogue (JSON) names
 * the vendor's roles. Cards are Adaptive Cards and may say so.
 */
export function vendorWords(file: string, all: readonly Visit[]): Violation[] {
  if (!core.test(file) && !wording.test(file)) return []
  const forbidden = core.test(file) ? [...vendors, ...cardFormats] : vendors
  const texts = [
    { text: file, line: 1 },
    ...all.flatMap(({ node, parent, line }) => {
      const text = isModulePath(parent) ? null : textIn(node)
      return text === null ? [] : [{ text, line }]
    }),
  ]
  return texts.flatMap(({ text, line }) => {
    const words = wordsOf(text)
    const found = forbidden.find((vendor) => contains(words, vendor))
    return found === undefined ? [] : [violation(file, line, found.join(' '), text)]
  })
}

/** Module paths are judged by the import rules. */
function isModulePath(parent: Node | null): boolean {
  return parent !== null && /^(Import|Export(All|Named))/.test(parent.type) && parent.type !== 'ImportSpecifier'
}

function textIn(node: Node): string | null {
  const { name, value } = node as Node & { name?: unknown; value?: unknown }
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return typeof name === 'string' ? name : null
  if (node.type === 'Literal') return typeof value === 'string' ? value : null
  return node.type === 'TemplateElement' ? cooked(node) : null
}

/** `adaptiveCardTeams` → adaptive, card, teams. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

function contains(words: readonly string[], sequence: readonly string[]): boolean {
  return words.some((_, start) => sequence.every((word, offset) => words[start + offset] === word))
}

function violation(file: string, line: number, word: string, text: string): Violation {
  return {
    file,
    line,
    what: `says '${word}' in '${text.slice(0, 60)}'`,
    rule: 'the engine and its words know no platform and no vendor',
    why: 'A third platform or directory must be a new folder, not a change here.',
    fix: 'Name what it means for the engine, or move it into the adapter; role names belong to the catalogue.',
  }
}
