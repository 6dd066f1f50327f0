import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROOT } from './source-files.ts'

const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()), license: z.string() })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))

describe('package.json', () => {
  it('pins every dependency to one version', () => {
    const loose = Object.entries(manifest.dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expect(loose, 'Write the exact version: an installation must not change by itself.').toEqual([])
  })

  it('has the licence that LICENSE gives', () => {
    expect(manifest.license).toBe('MIT')
    expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(/^MIT License/)
  })
})
