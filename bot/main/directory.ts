import type { EntraDirectory, GetToken, GraphTrace } from '../../adapters/entra/index.ts'
import { createLocalDirectory, type LocalDirectory } from '../../adapters/local/index.ts'
import type { Config, EntraSettings } from '../config.ts'
import { findRoleByExactName } from '../domain/catalogue/catalogue.ts'
import type { Instant } from '../domain/values.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { ActivationOrder, Directory } from '../ports/directory.ts'
import type { Log } from '../ports/log.ts'

export interface AssembledDirectory {
  readonly inner: Directory
  readonly local: LocalDirectory | null
  readonly entra: EntraDirectory | null
}

interface Surroundings {
  readonly state: AdapterState
  readonly now: () => Instant
  readonly log: Log
  /** Delegated mode: the token of the sign-in that was made for this. */
  readonly takeSignIn?: (order: Pick<ActivationOrder, 'key' | 'personId'>) => Promise<string | null>
  /** In place of the configured credential: tests have a tenant of their own. */
  readonly getToken?: GetToken
  /** Before a read of Graph is repeated. */
  readonly pauseMs?: number
  /** Hears of every call to Graph. */
  readonly trace?: (call: GraphTrace) => void
}

/** The directory that the configuration names. Entra's adapter and its SDK are loaded only where it is that. */
export async function assembleDirectory(
  settings: Config['directory'],
  surroundings: Surroundings,
): Promise<AssembledDirectory> {
  if (settings.kind === 'entra') {
    const entra = await assembleEntra(settings, surroundings)
    return { inner: entra, local: null, entra }
  }
  const resolveRole = (name: string) => findRoleByExactName(name)?.id ?? null
  const local = createLocalDirectory({ config: settings.config, resolveRole, ...surroundings })
  return { inner: local, local, entra: null }
}

async function assembleEntra(settings: EntraSettings, surroundings: Surroundings): Promise<EntraDirectory> {
  const { cloudOf, createCredential, createEntraDirectory, graphToken } = await import('../../adapters/entra/index.ts')
  const { config, secrets, assignableRoles } = settings
  const getToken = surroundings.getToken ?? graphToken(createCredential(config, secrets), cloudOf(config).graphUrl)
  return createEntraDirectory({ config, assignableRoles, ...surroundings, getToken })
}
