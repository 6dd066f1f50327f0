import { describe } from 'vitest'
import { matrixTests } from './matrix-tests.ts'

describe('a tenant in delegated mode, whatever goes wrong', () => matrixTests('delegated'))
