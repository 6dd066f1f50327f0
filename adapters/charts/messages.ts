import type { Chart, ChartLook } from '../../bot/index.ts'

/** What goes to the other thread. */
export interface Order {
  readonly id: number
  readonly form: 'png' | 'svg'
  readonly chart: Chart
  readonly look: ChartLook
}

/** What comes back. */
export type Answer =
  | { readonly id: number; readonly drawn: Uint8Array | string }
  | { readonly id: number; readonly error: string }
