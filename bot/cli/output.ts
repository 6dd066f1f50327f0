import { once } from 'node:events'

/** Exit codes of the command line: the answer is no; the command was not used as it is meant. */
export const EXIT = { ok: 0, no: 1, usage: 2 } as const

/** Ends a command whose answer is no; each line says what is wrong and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly lines: readonly string[]
  readonly exitCode: number

  constructor(lines: readonly string[], exitCode: number = EXIT.no) {
    super(lines.join('\n'))
    this.lines = lines
    this.exitCode = exitCode
  }
}

export interface Output {
  /** One line on standard output. A promise where it takes more only once that resolves: a slow reader is not outrun. */
  line(text: string): Promise<void> | void
}

/** Lines are written many at a time: a report has hundreds of thousands. */
const AT_ONCE = 64 * 1024

export function createOutput(stream: NodeJS.WritableStream): Output {
  let waiting = ''
  let isScheduled = false

  function write(): boolean {
    const text = waiting
    waiting = ''
    return text === '' || stream.write(text)
  }

  return {
    line(text) {
      waiting += `${text}\n`
      if (waiting.length >= AT_ONCE) return write() ? undefined : once(stream, 'drain').then(() => {})
      if (isScheduled) return undefined
      isScheduled = true
      // At the latest when nothing else is to be done at once: the process does not end before.
      setImmediate(() => {
        isScheduled = false
        write()
      })
      return undefined
    },
  }
}
