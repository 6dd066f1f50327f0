import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from '../../bot/config/known-keys.ts'
import { configurationSchema } from '../../bot/config/schema.ts'

const file = join(import.meta.dirname, '../../docs/configuration.schema.json')

describe('docs/configuration.schema.json', () => {
  it('is current (npx vitest run test/config/schema.test.ts --update writes it)', async () => {
    const schema = { title: 'Elevate configuration', ...jsonSchema(configurationSchema) }
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file)
  })
})
