import { describe } from 'vitest'
import { describeJourneys } from './journeys.ts'

describe('the whole journey over HTTP:', () => describeJourneys('http'))
