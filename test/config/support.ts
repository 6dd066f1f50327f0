import { compileDirectory } from '../../adapters/local/index.ts'
import { catalogueLookup } from '../../bot/config/catalogue-lookup.ts'
import {
  formatProblem,
  type LoadOptions,
  type LoadOutcome,
  loadConfig,
  type Problem,
  type RoleLookup,
} from '../../bot/config.ts'

export const roles: RoleLookup = catalogueLookup()

/** A machine with these files and this environment. */
export function machine(files: { readonly [path: string]: string }, env: LoadOptions['env'] = {}): LoadOptions {
  return {
    env,
    cwd: '/srv/elevate',
    exists: (path) => path in files,
    readFile: (path) => {
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
      return text
    },
    roles,
    checkDirectory: compileDirectory,
  }
}

/** Loads one configuration text as `elevate.yaml`. */
export function load(text: string, env: LoadOptions['env'] = {}): LoadOutcome {
  return loadConfig({ ...machine({ '/srv/elevate/elevate.yaml': text }, env), file: 'elevate.yaml' })
}

export function problemsOf(outcome: LoadOutcome): readonly Problem[] {
  return outcome.outcome === 'invalid' ? outcome.problems : []
}

/** The configuration of a text that must be right; fails with its problems otherwise. */
export function configOf(outcome: LoadOutcome) {
  if (outcome.outcome === 'loaded') return outcome.config
  throw new Error(outcome.problems.map(formatProblem).join('\n'))
}

/** A small organisation: sections given replace those of the same name, `null` leaves one out. */
export function organisation(sections: { readonly [name: string]: string | null } = {}): string {
  const all = { ...base, ...sections }
  return Object.values(all)
    .filter((section) => section !== null)
    .map((section) => section.replace(/^\n+|\s+$/g, ''))
    .join('\n')
}

const base = {
  directory: `
directory:
  kind: local
  people:
    - { id: adele, displayName: Adele Vance, userPrincipalName: adele@contoso.example }
    - { id: alex, displayName: Alex Wilber, userPrincipalName: alex@contoso.example }
    - { id: megan, displayName: Megan Bowen, userPrincipalName: megan@contoso.example }
    - { id: gone, displayName: Gone Long, userPrincipalName: gone@contoso.example, disabled: true }
    - { id: breakglass, displayName: Break Glass, userPrincipalName: breakglass@contoso.example }
  groups:
    - { id: approvers, displayName: Approvers, members: [alex, megan] }
    - { id: nobody, displayName: Nobody, members: [gone, breakglass] }
    - { id: nested, displayName: Nested, members: [approvers, alex] }
  eligible:
    - { person: adele, role: Exchange Administrator }`,
  emergencyAccounts: 'emergencyAccounts: [breakglass]',
  chat: 'chat: { web: { enabled: true } }',
  tickets: "tickets: { pattern: '^INC-?[0-9]{3,}$' }",
}
