import { describe } from 'vitest'
import { describeStories } from './stories.ts'

describe('a day in English over Socket Mode:', () => describeStories('socket', 'en'))
describe('a day in French over Socket Mode:', () => describeStories('socket', 'fr'))
