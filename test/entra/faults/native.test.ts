import { describe } from 'vitest'
import { matrixTests } from './matrix-tests.ts'

describe('a tenant that demands approval for a role, whatever goes wrong', () => matrixTests('native'))
describe('… and denies it', () => matrixTests('denied'))
describe('… and whoever asked withdraws it', () => matrixTests('withdrawn'))
