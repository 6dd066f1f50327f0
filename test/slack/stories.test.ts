import { describe } from 'vitest'
import { describeStories } from './stories.ts'

describe('a day in English over HTTP:', () => describeStories('http', 'en'))
describe('a day in French over HTTP:', () => describeStories('http', 'fr'))
