import type { EligibleAssignment, Person } from '../../domain/person.ts'
import type { Context } from '../context.ts'

/** What these people are eligible for, and nobody else: a directory may list guests too. */
export async function everybodyEligible(
  { directory }: Pick<Context, 'directory'>,
  people: readonly Person[],
): Promise<readonly EligibleAssignment[]> {
  const known = new Set(people.map(({ id }) => id))
  return (await directory.allEligible()).filter(({ personId }) => known.has(personId))
}
