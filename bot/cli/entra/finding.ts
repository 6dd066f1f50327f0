import type { Finding } from '../check.ts'

export type { Finding }

export const ok = (message: string): Finding => ({ level: 'ok', message })
export const warning = (message: string): Finding => ({ level: 'warning', message })
export const error = (message: string): Finding => ({ level: 'error', message })
