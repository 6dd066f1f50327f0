import type { ChartLook } from '../../bot/index.ts'

export interface Palette {
  readonly background: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly bar: string
}

/** Contrast of text on its background is 4.5:1 or more (WCAG 2.2, 1.4.3); of bars 3:1 (1.4.11). */
export const PALETTES: { readonly [theme in ChartLook['theme']]: Palette } = {
  light: { background: '#ffffff', ink: '#1b1b1f', muted: '#5c5f66', line: '#e1e3e7', bar: '#2f5fb3' },
  dark: { background: '#1f1f23', ink: '#ececf0', muted: '#a9adb6', line: '#3c3f46', bar: '#86aef5' },
  page: {
    background: 'transparent',
    ink: 'var(--ink)',
    muted: 'var(--muted)',
    line: 'var(--line)',
    bar: 'var(--accent)',
  },
}
