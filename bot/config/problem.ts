/** Steps from the root of the file to a value: keys, and positions in lists. */
export type Path = readonly (string | number)[]

/** What is wrong with a value, and what to do; `fix` is empty where the message says it. */
export interface Complaint {
  readonly message: string
  readonly fix: string
}

/** Something wrong at a path of the configuration, before it is known where that stands. */
export interface Finding extends Complaint {
  readonly path: Path
  /** Points at the key rather than at its value. */
  readonly atKey?: boolean
}

/** Something wrong, and where. Line and column start at 1 and are null for what stands in no file (the environment). */
export interface Problem extends Complaint {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  /** Such as `roleSettings[0].approval.required`. */
  readonly path: string
}

/** A problem on one line, as compilers print them: `elevate.yaml:12:5 path: message fix`. */
export function formatProblem(problem: Problem): string {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}:${problem.column}`
  const path = problem.path === '' ? '' : `${problem.path}: `
  return `${place} ${path}${problem.message}${problem.fix === '' ? '' : ` ${problem.fix}`}`
}

export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** Problems from top to bottom, those of no file first. */
export function inReadingOrder(problems: readonly Problem[]): Problem[] {
  const rank = (value: number | null): number => value ?? 0
  return [...problems].sort((a, b) => rank(a.line) - rank(b.line) || rank(a.column) - rank(b.column))
}
