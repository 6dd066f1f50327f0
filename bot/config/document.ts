import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { Complaint, Path } from './problem.ts'
import { explainYamlError } from './yaml-errors.ts'

export interface Position {
  readonly line: number
  readonly column: number
}

/** A YAML file as data, with the way back from a path of the data to the line where it stands. */
export interface ReadDocument {
  /** The text cannot be read as YAML: `value` is null and `problems` says why. */
  readonly isBroken: boolean
  readonly value: unknown
  readonly problems: readonly (Complaint & { readonly path: string; readonly position: Position })[]
  /** A value that is not there stands where its parent does. */
  readonly locate: (path: Path, atKey?: boolean) => Position
}

/**
 * Reads YAML 1.2. Where the text is broken only that is reported: what a parser makes of the rest is guesswork. A key
 * given twice is no such break, and is reported together with everything else.
 */
export function readDocument(text: string): ReadDocument {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const positionOf = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const errors = allErrors(document)
  const breaks = firstOfEachLine(errors.filter(isBreak), (error) => positionOf(error.pos[0]).line)
  const isBroken = breaks.length > 0
  return {
    isBroken,
    value: isBroken ? null : document.toJS(limits),
    problems: (isBroken ? breaks : errors).map((error) => ({
      ...explainYamlError(error),
      path: '',
      position: positionOf(error.pos[0]),
    })),
    locate: (path, atKey = false) => positionOf(offsetOf(document, path, atKey)),
  }
}

type Break = Pick<YAMLError, 'code' | 'message' | 'pos'>

/** At most a hundred nodes through aliases: more is an attempt to fill the memory. */
const limits = { maxAliasCount: 100 }

function allErrors(document: Document): Break[] {
  const found = [...document.errors, ...document.warnings, ...unresolvedAliases(document)]
  if (found.some(isBreak)) return found
  try {
    document.toJS(limits)
    return found
  } catch {
    return [...found, { code: 'RESOURCE_EXHAUSTION', message: '', pos: [0, 0] }]
  }
}

function isBreak({ code }: Break): boolean {
  return code !== 'DUPLICATE_KEY'
}

/** Later breaks on the same line follow from the first. */
function firstOfEachLine(errors: readonly Break[], lineOf: (error: Break) => number): Break[] {
  return errors.filter((error, index) => errors.findIndex((other) => lineOf(other) === lineOf(error)) === index)
}

/** Aliases whose anchor is not there; the library only throws when the data are made. */
function unresolvedAliases(document: Document): Break[] {
  const found: Break[] = []
  visit(document, {
    Alias(_, alias) {
      const at = alias.range?.[0] ?? 0
      if (!alias.resolve(document)) found.push({ code: 'BAD_ALIAS', message: '', pos: [at, at] })
    },
  })
  return found
}

function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [depth, step] of path.entries()) {
    const container = isAlias(node) ? node.resolve(document) : node
    if (isMap(container)) {
      const pair = container.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) return offset
      const keyStart = startOf(pair.key) ?? offset
      node = pair.value
      const last = depth === path.length - 1
      offset = last && !atKey && isInline(node) ? (startOf(node) ?? keyStart) : keyStart
    } else if (isSeq(container) && typeof step === 'number') {
      node = container.items[step]
      offset = startOf(node) ?? offset
    } else return offset
  }
  return offset
}

/** A value written behind its key; a block below it is shown by its key. */
function isInline(node: unknown): boolean {
  if (isScalar(node)) return node.value !== null || (node.source ?? '') !== ''
  return isAlias(node) || ((isMap(node) || isSeq(node)) && node.flow === true)
}

function startOf(node: unknown): number | null {
  return isNodeWithRange(node) ? (node.range?.[0] ?? null) : null
}

function isNodeWithRange(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node
}
