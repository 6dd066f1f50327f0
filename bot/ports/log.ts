/** Structured log. Never secrets, card bodies, or what a person typed. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
