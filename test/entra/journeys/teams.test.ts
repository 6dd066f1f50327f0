import { describe } from 'vitest'
import { describeJourneys } from './journeys.ts'
import { openTeamsChat } from './teams-chat.ts'

describe('in Teams,', () => describeJourneys(openTeamsChat))
