import { type EntraSecrets, NEVER_ASSIGNED } from '../../adapters/entra/config.ts'
import { ACCESS_KINDS } from '../domain/organisation.ts'
import { certificateProblem } from './certificate.ts'
import type { Finding, Path } from './problem.ts'
import { entriesOf, listOf, textsOf } from './raw.ts'
import { type RoleLookup, readRole } from './roles.ts'
import { parsePrincipal, secretReference } from './scalars.ts'
import { readSecret, type SecretSources } from './secrets.ts'

/** What the section `directory` of kind entra refers to. The secrets themselves: never log them. */
export interface EntraReferences {
  readonly secrets: EntraSecrets
  /** Template ids of the roles that Elevate may assign. */
  readonly assignableRoles: readonly string[]
}

const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads the references, and says which can stand for nothing, or for too much. */
export function readEntra(
  root: unknown,
  roles: RoleLookup,
  sources: SecretSources,
): { readonly references: EntraReferences; readonly findings: readonly Finding[] } {
  const directory = entriesOf(entriesOf(root)['directory'])
  const nothing = { secrets: { certificate: null, secret: null }, assignableRoles: [] }
  if (directory['kind'] !== 'entra') return { references: nothing, findings: [] }
  const credential = entriesOf(directory['credential'])
  const certificate = resolve('certificate', credential['certificate'], sources)
  const secret = resolve('secret', credential['secret'], sources)
  const assignable = readAssignable(directory['roles'], roles)
  return {
    references: {
      secrets: { certificate: certificate.value, secret: secret.value },
      assignableRoles: assignable.ids,
    },
    findings: [
      ...certificate.findings,
      ...secret.findings,
      ...assignable.findings,
      ...checkPrincipalIds(root),
      ...checkSurroundings(root),
    ],
  }
}

function resolve(name: string, value: unknown, sources: SecretSources): { value: string | null; findings: Finding[] } {
  const reference = secretReference.safeParse(value)
  // What is no reference the schema complains about.
  if (!reference.success) return { value: null, findings: [] }
  const path = ['directory', 'credential', name]
  const read = readSecret(reference.data, sources)
  if (!('secret' in read)) return { value: null, findings: [{ path, ...read }] }
  const problem = name === 'certificate' ? certificateProblem(reference.data, read.secret) : null
  return problem ? { value: null, findings: [{ path, ...problem }] } : { value: read.secret, findings: [] }
}

/** Whoever can assign one of three roles can give themselves everything: Elevate does not start so. */
function readAssignable(value: unknown, roles: RoleLookup): { ids: string[]; findings: Finding[] } {
  const ids: string[] = []
  const findings = textsOf(value).flatMap(({ index, text }): Finding[] => {
    const path: Path = ['directory', 'roles', index]
    const role = readRole(text, roles, 'Use the name or template id of a role.')
    if ('message' in role) return [{ path, ...role }]
    const never = NEVER_ASSIGNED.find(({ id }) => id === role.roleDefinitionId)
    if (never) {
      const message = `Elevate never assigns ${never.name}: whoever may do so can give themselves every role.`
      return [{ path, message, fix: 'Remove it; people activate it with activation: delegated.' }]
    }
    if (ids.includes(role.roleDefinitionId))
      return [{ path, message: `${text} is listed twice.`, fix: 'Remove one of the two.' }]
    ids.push(role.roleDefinitionId)
    return []
  })
  return { ids, findings }
}

/** People and groups by object id only: another group may be given the same name tomorrow. */
function checkPrincipalIds(root: unknown): Finding[] {
  const access = entriesOf(entriesOf(root)['access'])
  const lists: [Path, unknown][] = ACCESS_KINDS.map((kind) => [['access', kind], access[kind]])
  for (const [index, entry] of listOf(entriesOf(root)['roleSettings']).entries()) {
    const approval = entriesOf(entriesOf(entry)['approval'])
    for (const name of ['approvers', 'escalateTo'])
      lists.push([['roleSettings', index, 'approval', name], approval[name]])
  }
  const accounts = textsOf(entriesOf(root)['emergencyAccounts']).flatMap(({ index, text }) =>
    OBJECT_ID.test(text) ? [] : [notAnId(['emergencyAccounts', index], text)],
  )
  return [...lists.flatMap(([path, list]) => checkList(path, list)), ...accounts]
}

function checkList(path: Path, list: unknown): Finding[] {
  return textsOf(list).flatMap(({ index, text }) => {
    const ref = parsePrincipal(text)
    const id = ref === null ? null : ref.kind === 'person' ? ref.personId : ref.groupId
    return id === null || OBJECT_ID.test(id) ? [] : [notAnId([...path, index], id)]
  })
}

function notAnId(path: Path, id: string): Finding {
  const message = `"${id.slice(0, 60)}" is no object id.`
  return { path, message, fix: 'Copy the object id from the Entra admin center: names can be taken over, ids cannot.' }
}

/** Sign-in links are opened elsewhere than on this machine; and an object id means somebody in one tenant only. */
function checkSurroundings(root: unknown): Finding[] {
  const { tenantId } = entriesOf(entriesOf(root)['directory'])
  const teams = entriesOf(entriesOf(entriesOf(root)['chat'])['teams'])['tenantId']
  const isElsewhere = teams !== undefined && String(teams).toLowerCase() !== String(tenantId).toLowerCase()
  return [...(isElsewhere ? [otherTenant] : []), ...checkAddress(root)]
}

const otherTenant: Finding = {
  path: ['chat', 'teams', 'tenantId'],
  message: 'This is another tenant than that of the directory: its people are not those of Teams.',
  fix: 'Give the same tenant in both places.',
}

function checkAddress(root: unknown): Finding[] {
  if (entriesOf(entriesOf(root)['server'])['publicUrl'] !== undefined) return []
  const message = 'People sign in through pages of Elevate, and cannot open localhost from elsewhere.'
  return [{ path: ['directory', 'kind'], message, fix: 'Add server.publicUrl, and register it as redirect address.' }]
}
