import { describe } from 'vitest'
import { describeJourneys } from './journeys.ts'
import { openSlackChat } from './slack-chat.ts'

describe('in Slack,', () => describeJourneys(openSlackChat))
