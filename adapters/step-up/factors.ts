import { z } from 'zod'
import type { AdapterState, Instant, PersonId } from '../../bot/index.ts'
import { fromBase32, toBase32 } from './totp.ts'

const FACTORS = 'step-up/factors'

/** A person's authenticator. */
export interface Factor {
  readonly secret: Uint8Array
  /** 1 for the first, one more with each enrolment. */
  readonly generation: number
  /** Id of the enrolment link that made it, or `demo`. */
  readonly enrolment: string
  readonly enrolledAt: Instant
  /** Latest time step that proved something: this and all before are used up. */
  readonly lastStep: number
  /** Whether the enrolment is in the audit log. Until it is, the factor proves nothing. */
  readonly announced: boolean
}

const stored = z.object({
  secret: z.string().transform(fromBase32),
  generation: z.int().positive(),
  enrolment: z.string(),
  enrolledAt: z.int(),
  lastStep: z.int(),
  announced: z.boolean(),
})

export interface StoredFactor extends Factor {
  /** Guards writes; 0 where nothing is stored. */
  readonly version: number
}

export async function readFactor(state: AdapterState, personId: PersonId): Promise<StoredFactor | null> {
  const record = await state.get(FACTORS, personId)
  return record && { ...stored.parse(record.value), version: record.version }
}

/** Generation of the person's factor, 0 without one. */
export async function factorGeneration(state: AdapterState, personId: PersonId): Promise<number> {
  return (await readFactor(state, personId))?.generation ?? 0
}

/** False where the factor is no longer the one that was read. */
export async function writeFactor(
  state: AdapterState,
  personId: PersonId,
  factor: Factor,
  expectedVersion: number,
): Promise<boolean> {
  const { secret, generation, enrolment, enrolledAt, lastStep, announced } = factor
  const written = await state.put({
    namespace: FACTORS,
    key: personId,
    value: { secret: toBase32(secret), generation, enrolment, enrolledAt, lastStep, announced },
    expectedVersion,
    secret: true,
  })
  return written.outcome === 'saved'
}
