import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cloudOf } from '../../adapters/entra/clouds.ts'
import type { EntraDirectory } from '../../adapters/entra/index.ts'
import type { Config, EntraSettings } from '../config.ts'
import { type ActivatableRole, DIRECTORY_SCOPE, sameActivatable } from '../domain/activatable.ts'
import { type CatalogueRole, findRoleByExactName, roleById, tierOf } from '../domain/catalogue/catalogue.ts'
import type { Person } from '../domain/person.ts'
import type { Tier } from '../domain/role-settings.ts'
import { DirectoryUnavailable } from '../ports/directory.ts'
import { configurationFor } from './configured.ts'
import { assembleRig } from './drill/assemble.ts'
import { drillRefusal, drillScope } from './drill/choose-role.ts'
import { type Evidence, evidenceJson, evidenceText, verdictLines } from './drill/evidence.ts'
import { runDrill } from './drill/run-drill.ts'
import { realSurroundings } from './drill/surroundings.ts'
import { CommandFailed, EXIT, type Output } from './output.ts'

export interface DrillOptions {
  readonly role: string
  /** `/administrativeUnits/<id>` or `/<object id>`; without it, the whole directory. */
  readonly scope?: string
  /** Object id of the person; without it, the only one who is eligible. */
  readonly as?: string
  /** Folder of the evidence; without it, `drills` in the data folder. */
  readonly evidence?: string
  readonly config?: string
  readonly json?: boolean
}

interface Plan {
  readonly config: Config
  readonly settings: EntraSettings
  readonly role: CatalogueRole
  readonly what: ActivatableRole
  readonly tier: Tier
}

/**
 * Activates a harmless role in the configured tenant, reads it back, ends it, reads that back, and writes down what the
 * tenant said. Takes five minutes and a little more: sooner nothing can be ended. Exit code 0: it all went so.
 */
export async function drill(options: DrillOptions, output: Output, around = realSurroundings()): Promise<number> {
  const plan = planOf(options)
  const rig = await assembleRig(plan.config, plan.settings, around)
  try {
    const person = await personOf(plan, rig.directory, options.as)
    const folder = resolve(options.evidence ?? join(plan.config.dataDir, 'drills'))
    const say = async (line: string) => (options.json ? undefined : output.line(line))
    const write = (evidence: Evidence) => writeEvidence(folder, evidence)
    const evidence = await runDrill({
      rig,
      person,
      what: plan.what,
      tier: plan.tier,
      about: aboutOf(plan),
      around,
      say,
      write,
    })
    const files = write(evidence)
    if (options.json) await output.line(JSON.stringify({ ...evidence, files }))
    else for (const line of [...verdictLines(evidence), ...files]) await output.line(line)
    return evidence.verdict === 'passed' ? EXIT.ok : EXIT.no
  } finally {
    await rig.close()
  }
}

function planOf(options: DrillOptions): Plan {
  const { config } = configurationFor(options.config)
  const settings = config.directory
  if (settings.kind !== 'entra')
    throw new CommandFailed(['A drill needs a tenant: directory: { kind: entra, ... }.'], EXIT.usage)
  const role = findRoleByExactName(options.role) ?? roleById(options.role)
  if (!role) {
    const message = `There is no role "${options.role.slice(0, 80)}": give its full name or its template id.`
    throw new CommandFailed([message], EXIT.usage)
  }
  const refusal = drillRefusal(role, { organisation: config.organisation, settings })
  if (refusal) throw new CommandFailed(refusal)
  const scope = drillScope(options.scope)
  if (scope === null) {
    const message = 'A scope is /, /administrativeUnits/<id> or /<object id>, as Entra writes it.'
    throw new CommandFailed([message], EXIT.usage)
  }
  const what = { kind: 'role', roleDefinitionId: role.id, scope } as const
  return { config, settings, role, what, tier: tierOf(what, config.organisation.tiers) }
}

async function personOf(
  { config, role, what }: Plan,
  directory: EntraDirectory,
  as: string | undefined,
): Promise<Person> {
  try {
    const id = as ?? (await onlyEligible(directory, role, what))
    if (config.organisation.emergencyAccounts.includes(id))
      throw new CommandFailed([`"${id}" is an emergency account: it stays outside Elevate.`])
    const person = await directory.person(id)
    if (person?.enabled) return person
    throw new CommandFailed(
      [`There is no enabled member "${id}" in the tenant: give an object id with --as.`],
      EXIT.usage,
    )
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error
    throw new CommandFailed([
      `The tenant gave no answer: ${error.message}.`,
      'Run elevate check: it says what is missing.',
    ])
  }
}

async function onlyEligible(directory: EntraDirectory, role: CatalogueRole, what: ActivatableRole): Promise<string> {
  const eligible = (await directory.allEligible()).filter(({ activatable }) => sameActivatable(activatable, what))
  const [id, ...others] = new Set(eligible.map(({ personId }) => personId))
  if (id !== undefined && others.length === 0) return id
  const count = id === undefined ? 'Nobody is' : `${others.length + 1} people are`
  throw new CommandFailed(
    [`${count} eligible for ${role.displayName.en}${inScope(what)}: name one with --as <object id>.`],
    EXIT.usage,
  )
}

function inScope({ scope }: ActivatableRole): string {
  return scope === DIRECTORY_SCOPE ? '' : ` in ${scope}`
}

function aboutOf({
  settings: { config },
  role,
  what: { scope },
  tier,
}: Plan): Pick<Evidence, 'tenantId' | 'clientId' | 'mode' | 'graphUrl' | 'role' | 'scope'> {
  const { tenantId, clientId, activation: mode } = config
  const graphUrl = config.graphUrl ?? cloudOf(config).graphUrl
  return {
    tenantId,
    clientId,
    mode,
    graphUrl,
    scope,
    role: { name: role.displayName.en, roleDefinitionId: role.id, tier },
  }
}

/** One file for machines and one for people; returns where they are. */
function writeEvidence(folder: string, evidence: Evidence): readonly string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const at = new Date(evidence.startedAt).toISOString().replace(/[:.]/g, '-')
  const name = join(folder, `drill-${at}`)
  const files = [
    [`${name}.json`, evidenceJson(evidence)],
    [`${name}.txt`, evidenceText(evidence)],
  ] as const
  for (const [file, text] of files) writeFileSync(file, text, { mode: 0o600 })
  return files.map(([file]) => file)
}
