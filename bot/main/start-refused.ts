/** Elevate does not start like this. Each line says what is wrong and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}
