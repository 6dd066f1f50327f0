import { stem } from './role-words.ts'
import { wordSet } from './words.ts'

const words = wordSet((section) => [
  ...Object.values(section.units).flat(),
  ...Object.keys(section.numbers),
  ...Object.keys(section.dayTimes),
  ...section.today,
  ...section.tomorrow,
  ...Object.keys(section.weekdays),
  ...Object.keys(section.months),
])
const TIME_WORDS = new Set([...words].flatMap((phrase) => phrase.split(/[ '-]/u)).map(stem))

/** Words that say when or how long. They are no slip of a word of a name, however near: `demain` is not `domain`. */
export function isTimeWord(word: string): boolean {
  return TIME_WORDS.has(stem(word))
}
