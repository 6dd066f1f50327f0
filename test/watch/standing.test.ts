import { describe, expect, it } from 'vitest'
import { standingAssignments } from '../../bot/domain/alerts/standing-assignments.ts'
import { tierOf } from '../../bot/domain/catalogue/catalogue.ts'
import { factsWith, held, NOW, role } from './facts.ts'

describe('standing assignments', () => {
  const standing = (personId: string, name: string) => held({ personId, activatable: role(name) })
  const facts = factsWith({
    tierOf: (activatable) => tierOf(activatable, {}),
    active: [
      standing('a', 'Message Center Reader'),
      standing('b', 'Exchange Administrator'),
      standing('c', 'Privileged Role Administrator'),
      standing('d', 'Global Administrator'),
      standing('breakglass-1', 'Global Administrator'),
      { ...standing('e', 'Global Administrator'), endsAt: NOW + 1 },
      { ...standing('f', 'Global Administrator'), via: 'activated' },
    ],
  })

  it('are listed from the role that can do everything down to the harmless', () => {
    expect(standingAssignments(facts).map(({ personId }) => personId)).toEqual(['d', 'c', 'b', 'a'])
  })

  it('leave out emergency accounts, what ends by itself, and activations', () => {
    const people = standingAssignments(facts).map(({ personId }) => personId)
    for (const other of ['breakglass-1', 'e', 'f']) expect(people).not.toContain(other)
  })
})
