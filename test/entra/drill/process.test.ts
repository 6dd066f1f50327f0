import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { permissionsFor } from '../../../adapters/entra/index.ts'
import { startTenant } from '../graph/tenant.ts'
import { helpdesk } from '../story.ts'
import { ADELE, configuration, freePort } from './drill-world.ts'

const REPOSITORY = new URL('../../..', import.meta.url).pathname

// The tenant's own token endpoint stands in for that of Azure: nothing of the command is replaced.
it('the command itself ends on Ctrl-C while it waits for a sign-in, and leaves its evidence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'elevate-drill-process-'))
  const permissions = permissionsFor({ activation: 'delegated', groups: [] }).map(({ name }) => name)
  const tenant = await startTenant({ permissions })
  tenant.user(ADELE, { displayName: 'Adele Vance' })
  tenant.role(helpdesk.roleDefinitionId, 'Helpdesk Administrator')
  tenant.eligible(ADELE, helpdesk)
  const port = await freePort()
  const file = join(folder, 'elevate.yaml')
  const text = configuration('delegated', port, `http://localhost:${port}`, tenant.graphUrl)
  writeFileSync(file, text.replace('secret: env:DRILL_SECRET', 'managedIdentity: true'))
  const { endpoint, header } = tenant.identity
  const env = { ...process.env, ELEVATE_DATA: folder, IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header }
  const args = ['bot/cli.ts', 'drill', '--role', 'Helpdesk Administrator', '--config', file]
  const child = spawn(process.execPath, args, { cwd: REPOSITORY, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  let isPressed = false
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
    if (isPressed || !/Sign in as Adele Vance: http:\/\/localhost:\d+\/verify\/\S+\n/.test(said)) return
    isPressed = true
    child.kill('SIGINT')
  })

  const [code] = await once(child, 'close')

  expect({ code, said }).toMatchObject({
    code: 1,
    said: expect.stringContaining('Drill interrupted.\nNothing of it is active.'),
  })
  const [evidence = ''] = readdirSync(join(folder, 'drills')).filter((name) => name.endsWith('.json'))
  expect(JSON.parse(readFileSync(join(folder, 'drills', evidence), 'utf8'))).toMatchObject({
    ...{ verdict: 'interrupted', left: 'nothing', mode: 'delegated' },
    person: { id: ADELE },
  })
  expect(tenant.state.requests).toEqual([])
  expect(tenant.graph.violations).toEqual([])
  await tenant.close()
  rmSync(folder, { recursive: true, force: true })
})
