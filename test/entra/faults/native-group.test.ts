import { describe } from 'vitest'
import { matrixTests } from './matrix-tests.ts'

describe('a tenant that demands approval for a group, whatever goes wrong', () => matrixTests('group'))
describe('… and whoever asked withdraws it', () => matrixTests('groupWithdrawn'))
