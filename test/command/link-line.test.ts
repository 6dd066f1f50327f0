import { describe, expect, it } from 'vitest'
import { linkCodeOf } from '../../bot/domain/command/link-line.ts'

describe('the line that ends the linking of an account', () => {
  it.each([
    '/elevate link 4821 9073',
    'link 48219073',
    'LINK 4821-9073',
    ' lier 4821 9073 ',
    'link ４８２１ ９０７３',
    'link 4821\u00a09073',
  ])('%j has its code', (line) => {
    expect(linkCodeOf(line)).toBe('48219073')
  })

  it.each([
    '',
    'link',
    'link 4821',
    'link 4821 90731',
    'link 4821 9073 now',
    'unlink 4821 9073',
    'Exchange Administrator 1h INC-48219073',
    `link ${' '.repeat(10_000)}4821 9073`,
  ])('%j is something else', (line) => {
    expect(linkCodeOf(line)).toBe(null)
  })
})
