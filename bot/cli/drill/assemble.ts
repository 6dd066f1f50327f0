import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntraDirectory, GraphTrace } from '../../../adapters/entra/index.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { type Config, type EntraSettings, publicUrlOf } from '../../config.ts'
import type { Person } from '../../domain/person.ts'
import type { Tier } from '../../domain/role-settings.ts'
import { assembleDirectory } from '../../main/directory.ts'
import { explainFailure } from '../../main/explain-failure.ts'
import { assembleSignIn, type SignIn } from '../../main/sign-in.ts'
import type { Log } from '../../ports/log.ts'
import { type HttpServer, listenOn } from '../../runtime/http-server.ts'
import { CommandFailed } from '../output.ts'
import type { Subject } from './rehearse.ts'
import { openDesk, type SignInDesk } from './sign-in-desk.ts'
import type { Surroundings } from './surroundings.ts'

const QUIET: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** The tenant as a drill uses it: with records of its own, which are thrown away, beside whatever server runs. */
export interface DrillRig {
  readonly directory: EntraDirectory
  readonly calls: (GraphTrace & { readonly at: number })[]
  /** Delegated mode: where the person signs in; null in application mode. */
  openDesk(person: Person, subject: Subject, tier: Tier): Promise<SignInDesk | null>
  close(): Promise<void>
}

/** Throws `CommandFailed` with what to do where the configuration leads nowhere. */
export async function assembleRig(config: Config, settings: EntraSettings, around: Surroundings): Promise<DrillRig> {
  const http = settings.config.activation === 'delegated' ? await listen(config) : null
  const folder = mkdtempSync(join(tmpdir(), 'elevate-drill-'))
  const key = randomBytes(32)
  const store = openSqliteStore({ folder, now: around.now, secretKey: key })
  const calls: DrillRig['calls'] = []
  const { instead } = around
  const surroundings = { state: store.state, now: around.now, log: QUIET }
  const close = async () => {
    await http?.stop()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const publicUrl = publicUrlOf(config.server, http?.port ?? config.server.port)
    const issuer = instead && { issuer: instead.issuer }
    const signIn = http && (await assembleSignIn({ settings, key, publicUrl, ...surroundings, ...issuer }))
    const { entra } = await assembleDirectory(settings, {
      ...surroundings,
      ...(instead && { getToken: instead.getToken }),
      ...(around.pauseMs !== undefined && { pauseMs: around.pauseMs }),
      ...(signIn && { takeSignIn: async (order) => signIn.signIns.tokenFor(order.key, order.personId) }),
      trace: (call) => void calls.push({ at: around.now(), ...call }),
    })
    if (!entra) throw new CommandFailed(['A drill needs a tenant of Entra.'])
    return { directory: entra, calls, close, openDesk: deskOf(http, signIn, entra, around) }
  } catch (error) {
    await close()
    throw error instanceof CommandFailed ? error : new CommandFailed(explainFailure(error, config))
  }
}

function deskOf(
  http: HttpServer | null,
  signIn: SignIn | null,
  directory: EntraDirectory,
  { now }: Surroundings,
): DrillRig['openDesk'] {
  return async (person, subject, tier) =>
    http && signIn ? openDesk({ http, signIn, directory, person, subject, tier, now }) : null
}

/** Sign-ins come back to the address that is registered, so the drill stands in for the server there. */
async function listen(config: Config): Promise<HttpServer> {
  try {
    return await listenOn(config.server)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw new CommandFailed([
      ...explainFailure(error, config),
      ...(isTaken ? ['The sign-in of a drill comes back to that address: stop the server while it runs.'] : []),
    ])
  }
}
