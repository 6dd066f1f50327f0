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
  /** One line on standard output. Resolves when it may take more, so that a slow reader is not outrun. */
  line(text: string): Promise<void>
}

export function createOutput(stream: NodeJS.WritableStream): Output {
  return {
    line: (text) =>
      new Promise((resolve) => {
        if (stream.write(`${text}\n`)) resolve()
        else stream.once('drain', resolve)
      }),
  }
}
