import { describe } from 'vitest'
import { describeJourneys } from './journeys.ts'
import { openWebChat } from './web-chat.ts'

describe('in the web chat,', () => describeJourneys(openWebChat))
