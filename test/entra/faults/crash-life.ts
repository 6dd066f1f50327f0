import { createEntraDirectory, entraDirectoryConfig } from '../../../adapters/entra/index.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { exchange } from '../../directory/fixture.ts'
import { order } from '../../directory/orders.ts'

/** One life of a process that activates, or ends, what it is told; it is killed from outside while it calls Graph. */
interface Life {
  readonly folder: string
  readonly graphUrl: string
  readonly tenantId: string
  readonly clientId: string
  readonly token: string
  readonly now: number
  readonly verb: 'start' | 'end'
}

const life: Life = JSON.parse(process.env['ELEVATE_LIFE'] ?? '{}')
const now = () => life.now
const sqlite = openSqliteStore({ folder: life.folder, now, secretKey: Buffer.alloc(32) })
const { tenantId, clientId, graphUrl } = life
const section = { kind: 'entra', tenantId, clientId, graphUrl, activation: 'application' }
const directory = createEntraDirectory({
  config: entraDirectoryConfig.parse({ ...section, credential: { managedIdentity: true }, roles: ['any'] }),
  assignableRoles: [exchange.roleDefinitionId],
  state: sqlite.state,
  ...{ now, timeoutMs: 10_000, pauseMs: 5 },
  log: { info: () => {}, warn: () => {}, error: () => {} },
  getToken: async () => life.token,
})

const key = 'EL-4F7K'
const ending = { key, activationKey: key, personId: 'adele', activatable: exchange }
const outcome = life.verb === 'start' ? await directory.activate(order({ key })) : await directory.deactivate(ending)
const seen = await directory.readBack('adele', exchange)
process.stdout.write(JSON.stringify({ outcome: outcome.outcome, key: seen?.key ?? null }))
await sqlite.close()
