import { describe } from 'vitest'
import { matrixTests } from './matrix-tests.ts'

describe('a tenant in application mode, whatever goes wrong', () => matrixTests('application'))
