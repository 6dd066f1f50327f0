import { type Directory, DirectoryUnavailable } from '../../bot/ports/directory.ts'

/** Waits that long, and fails. */
export function hangingFor(ms: number): () => Promise<never> {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    throw new DirectoryUnavailable('No answer in time')
  }
}

/** A directory that never answers in time. */
export function hangingDirectory(hang: () => Promise<never>): Directory {
  return {
    activation: 'direct',
    person: hang,
    people: hang,
    personOf: hang,
    group: hang,
    membersOf: hang,
    scopeName: hang,
    eligibleAssignments: hang,
    allEligible: hang,
    activeAssignments: hang,
    readBack: hang,
    activate: hang,
    deactivate: hang,
  }
}
