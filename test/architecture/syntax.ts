import { parseAst } from 'vitest/node'

/** A node of the syntax tree (ESTree with TypeScript's nodes). Comments are not part of the tree. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

export interface Import {
  readonly line: number
  /** Null where the specifier is computed, so that nobody can tell what is loaded. */
  readonly specifier: string | null
  /** Erased by type stripping. `import { type X }` is not: Node still loads the module. */
  readonly typeOnly: boolean
}

export interface Visit {
  readonly node: Node
  readonly parent: Node | null
  /** Under which key the parent holds the node. */
  readonly key: string
  readonly line: number
}

/** Every node of a TypeScript source, parents first. Throws where the source does not parse. */
export function visits(path: string, source: string): Visit[] {
  const lineOf = lineFinder(source)
  const found: Visit[] = []
  const walk = (node: Node, parent: Node | null, key: string): void => {
    found.push({ node, parent, key, line: lineOf(node.start) })
    for (const [name, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, node, name)
    }
  }
  const program: unknown = parseAst(source, { lang: 'ts' }, path)
  if (!isNode(program)) throw new Error(`${path} does not parse`)
  walk(program, null, '')
  return found
}

/** Static, dynamic and type imports, re-exports, `import x = require()` and `require()`. */
export function importsOf(all: readonly Visit[]): Import[] {
  return all.flatMap(({ node, line }) => {
    const at = (value: unknown, typeOnly: boolean): Import[] => [{ line, specifier: textOf(value), typeOnly }]
    switch (node.type) {
      case 'ImportDeclaration':
        return at(node['source'], node['importKind'] === 'type')
      case 'ExportAllDeclaration':
        return at(node['source'], node['exportKind'] === 'type')
      case 'ExportNamedDeclaration':
        return isNode(node['source']) ? at(node['source'], node['exportKind'] === 'type') : []
      case 'ImportExpression':
        return at(node['source'], false)
      case 'TSImportType':
        return at(node['source'], true)
      case 'TSExternalModuleReference':
        return at(node['expression'], false)
      case 'CallExpression':
        return isIdentifier(node['callee'], 'require') ? at(firstArgument(node), false) : []
      default:
        return []
    }
  })
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

export function isIdentifier(value: unknown, name: string): boolean {
  return isNode(value) && value.type === 'Identifier' && value['name'] === name
}

/** The text of a string literal or of a template without substitutions. */
export function textOf(value: unknown): string | null {
  if (!isNode(value)) return null
  if (value.type === 'Literal') return typeof value['value'] === 'string' ? value['value'] : null
  const quasis = value['quasis']
  if (value.type !== 'TemplateLiteral' || !Array.isArray(quasis) || quasis.length !== 1) return null
  return cooked(quasis[0])
}

export function cooked(element: unknown): string | null {
  if (!isNode(element)) return null
  const value = element['value']
  if (typeof value !== 'object' || value === null || !('cooked' in value)) return null
  return typeof value.cooked === 'string' ? value.cooked : null
}

function firstArgument(call: Node): unknown {
  return Array.isArray(call['arguments']) ? call['arguments'][0] : null
}

function lineFinder(source: string): (offset: number) => number {
  const starts = [0, ...[...source.matchAll(/\n/g)].map((match) => match.index + 1)]
  return (offset) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}
