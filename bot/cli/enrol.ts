import { randomBytes } from 'node:crypto'
import { factorGeneration, makeEnrolmentLink } from '../../adapters/step-up/index.ts'
import { publicUrlOf } from '../config.ts'
import { configurationFor } from './configured.ts'
import { CommandFailed, EXIT, type Output } from './output.ts'
import { withParts } from './with-parts.ts'

/** Prints a link with which its first user enrols an authenticator for that person: hand it over in person. */
export async function enrol(
  personId: string,
  options: { readonly config?: string; readonly json?: boolean },
  output: Output,
): Promise<number> {
  const { config } = configurationFor(options.config)
  if (config.organisation.emergencyAccounts.includes(personId)) {
    throw new CommandFailed([
      `"${personId}" is an emergency account: it stays outside Elevate and gets no authenticator here.`,
      'Enrol the person under their own account, or remove the id from emergencyAccounts.',
    ])
  }
  return withParts(config, { fresh: false }, async ({ directory, sqlite, key, engine }) => {
    const person = await directory.person(personId)
    if (!person?.enabled) {
      throw new CommandFailed(
        [`There is no enabled person "${personId}" in the directory: give the id of one.`],
        EXIT.usage,
      )
    }
    const generation = await factorGeneration(sqlite.state, person.id)
    const publicUrl = publicUrlOf(config.server, config.server.port)
    const id = randomBytes(16).toString('base64url')
    const link = makeEnrolmentLink({ key, publicUrl, personId: person.id, generation, now: engine.now(), id })
    const expiresAt = new Date(link.expiresAt).toISOString()
    if (options.json)
      await output.line(JSON.stringify({ person: person.id, url: link.url, expiresAt, replaces: generation > 0 }))
    else {
      await output.line(`Enrolment link for ${person.displayName}, to be used once, until ${expiresAt}:`)
      await output.line(link.url)
      await output.line('Whoever opens it first can prove to be this person: hand it over yourself, never by chat.')
      if (generation > 0) await output.line('Using it ends the present authenticator and every open link.')
    }
    return EXIT.ok
  })
}
