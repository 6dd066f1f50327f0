import { expect, test } from 'vitest'
import { parseBareRequestId, parseRequestId } from '../../bot/domain/command/request-id.ts'

test.each(['EL-4F7K', 'el-4f7k', 'EL4F7K', 'el 4f7k', 'EL_4F7K', '#EL-4F7K', ' El-4f7K ', 'E1-4F7K', 'ei4f7k'])(
  '%s names EL-4F7K',
  (typed) => {
    expect(parseRequestId(typed)).toBe('EL-4F7K')
  },
)

test('O is read as zero, I and L as one', () => {
  expect(parseRequestId('EL-OIL4')).toBe('EL-0114')
})

test('longer ids, given after collisions, are ids', () => {
  expect(parseRequestId('el-4f7k2m')).toBe('EL-4F7K2M')
})

test.each(['', 'EL', 'EL-', 'EL-4F7', 'EL-4F7K2M9PQ', 'EL-4F7U', 'EL-4F-K', 'XX-4F7K', 'elevate', '4F7K'])(
  '%j names none',
  (typed) => {
    expect(parseRequestId(typed)).toBeNull()
  },
)

test('without its letters an id needs a digit, so that words are none', () => {
  expect(parseBareRequestId('4f7k')).toBe('EL-4F7K')
  expect(parseBareRequestId('teams')).toBeNull()
  expect(parseBareRequestId('el4f')).toBeNull()
  expect(parseBareRequestId('17:00')).toBeNull()
})
