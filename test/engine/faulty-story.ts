import { createFaultyDirectory, type FaultyDirectory } from '../directory/faulty-directory.ts'
import { type Story, type StoryOptions, tellStory } from './story.ts'

export interface FaultyStory {
  readonly story: Story
  readonly faulty: FaultyDirectory
}

/** A story whose directory can be made to fail. */
export async function tellFaultyStory(options: StoryOptions = {}): Promise<FaultyStory> {
  const { promise, resolve } = Promise.withResolvers<FaultyDirectory>()
  const story = await tellStory({
    wrapDirectory: (inner, now) => {
      const faulty = createFaultyDirectory({ inner, now })
      resolve(faulty)
      return faulty
    },
    ...options,
  })
  return { story, faulty: await promise }
}

/** Rests and read-backs happen in steps of seconds. */
export async function waitsIn(story: Story, minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i += 1) await story.passes('PT1M')
}
