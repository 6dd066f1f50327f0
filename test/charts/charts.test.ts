import { afterAll, describe, expect, it } from 'vitest'
import { createCharts } from '../../adapters/charts/index.ts'
import type { Chart } from '../../bot/index.ts'

const charts = createCharts()
afterAll(() => charts.close())

const roles: Chart = {
  kind: 'roles',
  bars: [
    { name: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' }, value: 41 },
    { name: { en: '<script>alert(1)</script> & datum.name', fr: '=1+1' }, value: 7 },
  ],
}
const time: Chart = {
  kind: 'time',
  columns: [3, 0, 5].map((value, day) => ({ at: Date.UTC(2026, 4, 4 + day, 16), value })),
}
const look = { language: 'en', theme: 'light', timeZone: 'America/Toronto' } as const

describe('charts', () => {
  it('are drawn as PNG, in both themes, beside the event loop', async () => {
    const [before, here] = [process.cpuUsage(), process.threadCpuUsage()]
    const [light, dark] = await Promise.all([charts.png(roles, look), charts.png(roles, { ...look, theme: 'dark' })])
    const [all, own] = [process.cpuUsage(before), process.threadCpuUsage(here)]
    for (const png of [light, dark]) expect(Buffer.from(png.slice(0, 8)).toString('hex')).toBe('89504e470d0a1a0a')
    expect(Buffer.from(light).equals(Buffer.from(dark))).toBe(false)
    // Drawn in another thread: this one did next to nothing of the work.
    expect(own.user).toBeLessThan(all.user / 3)
  })

  it('say names in the language of the reader, as text and nothing else', async () => {
    const en = await charts.svg(roles, look)
    expect(en).toContain('Exchange Administrator')
    expect(en).not.toContain('<script')
    const fr = await charts.svg(roles, { ...look, language: 'fr' })
    expect(fr).toContain('Administrateur Exchange')
    expect(fr).not.toContain('Exchange Administrator')
  })

  it('are as wide whatever they show: a long name is cut, numbers are written as the language does', async () => {
    const longest = 'Privileged Authentication Administrator in Human Resources'
    const bars = [
      { name: { en: longest, fr: longest }, value: 12_345 },
      { name: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' }, value: 0 },
    ]
    const svg = await charts.svg({ kind: 'roles', bars }, look)
    expect(svg).toContain('Privileged Authentication Administrator in …<')
    expect(svg).not.toContain('Human')
    expect(svg).toContain('12,345')
    expect(await charts.svg({ kind: 'roles', bars }, { ...look, language: 'fr' })).toContain('12\u00a0345')
    const width = (text: string) => /width="(\d+)"/u.exec(text)?.[1]
    expect(width(svg)).toBe('428')
    expect(width(await charts.svg(roles, { ...look, simulated: true }))).toBe('428')
    expect(width(await charts.svg(time, look))).toBe('428')
  })

  it('take the colours of the page they are put into', async () => {
    const svg = await charts.svg(time, { ...look, theme: 'page' })
    expect(svg).toContain('var(--accent)')
    expect(svg).not.toMatch(/#[0-9a-f]{6}/u)
    expect(svg).toContain('May 4')
  })

  it('fail for what cannot be drawn, and draw the next', async () => {
    const broken = { kind: 'roles', bars: [{ name: null, value: 1 }] } as unknown as Chart
    await expect(charts.svg(broken, look)).rejects.toThrow()
    expect(await charts.svg(roles, look)).toContain('41')
  })
})
