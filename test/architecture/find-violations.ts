import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { type Area, areaOf } from './areas.ts'
import { impurities } from './purity.ts'
import { type Import, importsOf, type Visit, visits } from './syntax.ts'
import { vendorWords } from './vendor-words.ts'

export interface Violation {
  readonly file: string
  readonly line: number
  /** What was found, such as `imports 'node:fs'`. */
  readonly what: string
  readonly rule: string
  readonly why: string
  readonly fix: string
}

export const MAXIMUM_LINES = 300

/** All violations of the folder and import rules in these sources (path from the root → text). */
export function findViolations(files: ReadonlyMap<string, string>): Violation[] {
  return [...files].flatMap(([file, source]) => {
    const area = areaOf(file)
    if (area === null) return [homeless(file)]
    const parsed = parse(file, source)
    if (!Array.isArray(parsed)) return [parsed]
    return [
      ...tooLong(file, source),
      ...importsOf(parsed).flatMap((found) => forbiddenImport(file, area, found)),
      ...impurities(file, parsed),
      ...vendorWords(file, parsed),
    ]
  })
}

/** One violation as a person reads it: where, what, which rule, why, and how to fix it. */
export function describeViolation(violation: Violation): string {
  const { file, line, what, rule, why, fix } = violation
  return `${file}:${line} ${what}\n  rule: ${rule}\n  why:  ${why}\n  fix:  ${fix}`
}

function forbiddenImport(file: string, area: Area, found: Import): Violation[] {
  const { specifier, line } = found
  const rule = `${area.name} may import ${describeArea(area)}`
  const violation = (what: string, why = area.why, fix = area.fix): Violation[] => [
    { file, line, what, rule, why, fix },
  ]
  if (specifier === null) {
    return violation('imports a computed path', 'Nobody can tell what it loads.', 'Write the path as a plain string.')
  }
  if (isBuiltin(specifier)) return isAllowed(area.builtins, specifier) ? [] : violation(`imports '${specifier}'`)
  if (!specifier.startsWith('.')) {
    return isAllowed(area.packages, packageOf(specifier)) ? [] : violation(`imports '${specifier}'`)
  }
  const target = posix.join(posix.dirname(file), specifier)
  if (/^bot\/(main|cli)\.ts$/.test(target)) {
    const why = 'It starts a process when it is loaded.'
    return violation(`imports '${target}'`, why, 'Move what is shared into a file of its own.')
  }
  if (/^bot\/(main|cli)\//.test(target) && !/^(test|bot\/main|bot\/cli)[./]/.test(file)) {
    return violation(`imports '${target}'`)
  }
  if (area.may.some((pattern) => pattern.test(target))) return []
  const typesAllowed = area.mayTypes?.some((pattern) => pattern.test(target)) ?? false
  if (typesAllowed && found.typeOnly) return []
  return violation(typesAllowed ? `imports values of '${target}'` : `imports '${target}'`)
}

function describeArea(area: Area): string {
  const plain = (pattern: RegExp): string => pattern.source.replace(/^\^|\$$|\\/g, '').replace(/^\.$/, 'everything')
  const packages = area.packages === 'any' ? ['any package'] : area.packages
  const builtins = area.builtins === 'any' ? ['node:*'] : area.builtins
  const types = (area.mayTypes ?? []).map((pattern) => `types of ${plain(pattern)}`)
  return [...area.may.map(plain), ...types, ...packages, ...builtins].join(', ') || 'nothing'
}

function isAllowed(allowed: readonly string[] | 'any', name: string): boolean {
  if (allowed === 'any') return true
  return allowed.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry))
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function tooLong(file: string, source: string): Violation[] {
  const lines = source.replace(/\n$/, '').split('\n').length
  if (file.startsWith('test/') || lines <= MAXIMUM_LINES) return []
  const rule = `a file has at most ${MAXIMUM_LINES} lines`
  const why = 'Large files are the ones that nobody dares to change.'
  return [{ file, line: lines, what: `has ${lines} lines`, rule, why, fix: 'Split it along its verbs.' }]
}

function homeless(file: string): Violation {
  return {
    file,
    line: 1,
    what: 'is in a folder without a rule',
    rule: 'every file belongs to one area of test/architecture/areas.ts',
    why: 'A folder without a rule may import everything, and soon does.',
    fix: 'Move the file to the area it belongs to, or add a row for a new adapter or store.',
  }
}

function parse(file: string, source: string): Visit[] | Violation {
  try {
    return visits(file, source)
  } catch (error) {
    const what = `does not parse: ${error instanceof Error ? error.message : error}`
    const why = 'What cannot be read cannot be checked.'
    return { file, line: 1, what, rule: 'every file parses', why, fix: 'Run `npm run types`.' }
  }
}
