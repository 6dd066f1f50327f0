import type { Violation } from './find-violations.ts'
import { isIdentifier, isNode, type Node, type Visit } from './syntax.ts'

const pure = /^(bot\/(domain|use-cases|workers)|cards)\//

/** Globals that give something else each time, or reach out of the process. */
const globals = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'process',
  'performance',
  'crypto',
  'fetch',
  'globalThis',
  'Temporal',
])

/** `Date`'s local getters read the machine's time zone. */
const localGetters = new Set([
  'getFullYear',
  'getMonth',
  'getDate',
  'getDay',
  'getHours',
  'getMinutes',
  'getTimezoneOffset',
])

const members: readonly (readonly [object: string, property: string])[] = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['DateTime', 'now'],
]

/** Reads of clock, environment or randomness in the folders that must have none. */
export function impurities(file: string, all: readonly Visit[]): Violation[] {
  if (!pure.test(file)) return []
  return all.flatMap((visit) => {
    const what = impurity(visit)
    if (what === null) return []
    const rule = 'bot/domain, bot/use-cases, bot/workers and cards read no clock, environment or randomness'
    const why = 'A story must run the same way in a test, at any time and on any machine.'
    const fix = 'Take the value as an argument, or from the ports Clock and Ids.'
    return [{ file, line: visit.line, what, rule, why, fix }]
  })
}

function impurity({ node, parent, key }: Visit): string | null {
  if (node.type === 'Identifier') return isGlobalUse(node, parent, key) ? `uses ${String(node['name'])}` : null
  if (node.type === 'MemberExpression') return memberImpurity(node)
  if (node.type === 'NewExpression') {
    return isIdentifier(node['callee'], 'Date') && argumentCount(node) === 0 ? 'uses new Date()' : null
  }
  if (node.type !== 'CallExpression') return null
  if (isIdentifier(node['callee'], 'Date')) return 'uses Date()'
  const current = ['local', 'utc'].find((name) => isMember(node['callee'], 'DateTime', name))
  return current !== undefined && argumentCount(node) === 0 ? `uses DateTime.${current}()` : null
}

function memberImpurity(node: Node): string | null {
  const found = members.find(([object, property]) => isMember(node, object, property))
  if (found) return `uses ${found.join('.')}`
  const property = node['property']
  if (!isNode(property) || property.type !== 'Identifier') return null
  return localGetters.has(String(property['name'])) ? `uses ${String(property['name'])}()` : null
}

/** A name that is read, as against the name of a property, a parameter or a declaration. */
function isGlobalUse(node: Node, parent: Node | null, key: string): boolean {
  if (!globals.has(String(node['name'])) || parent === null) return false
  if (parent.type === 'MemberExpression') return key === 'object' || parent['computed'] === true
  if (parent.type === 'Property') return key === 'value' || parent['computed'] === true
  if (parent.type.startsWith('TS'))
    return parent.type === 'TSTypeQuery' || /^TS(As|NonNull|Satisfies)/.test(parent.type)
  return !/^(Method|Property)Definition$|^(Import|Export).*Specifier$|^Function|^ClassDeclaration$/.test(parent.type)
}

function isMember(value: unknown, object: string, property: string): boolean {
  if (!isNode(value) || value.type !== 'MemberExpression' || !isIdentifier(value['object'], object)) return false
  const name = value['property']
  return isIdentifier(name, property) || (isNode(name) && name['value'] === property)
}

function argumentCount(node: Node): number {
  return Array.isArray(node['arguments']) ? node['arguments'].length : 0
}
