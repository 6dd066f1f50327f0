import { expect, test } from 'vitest'
import { LONGEST_INPUT, normaliseText, originalSlice, visibleText } from '../../bot/domain/command/normalise-text.ts'

test.each([
  ['no-break spaces and line breaks are spaces', 'a\u00a0b\u202fc\nd\te', 'a b c d e'],
  ['zero-width characters vanish', 'ad\u200bm\u200ci\u200dn\ufeff', 'admin'],
  ['soft hyphens vanish', 'ex\u00adchange', 'exchange'],
  ['bidirectional controls vanish', '\u202eadmin\u202c\u2066!\u2069', 'admin!'],
  ['private-use characters vanish', '\ue000admin\uf8ff', 'admin'],
  ['lone surrogates vanish', 'a\ud800b', 'ab'],
  ['blank letters vanish', 'ad\u3164min', 'admin'],
  ['full-width letters are letters', 'ＡＤＭＩＮ　１ｈ', 'admin 1h'],
  ['accents are folded', 'Québec œuvre', 'quebec oeuvre'],
  ['decomposed accents are folded', 'e\u0301te\u0301', 'ete'],
  ['smart quotes are plain', '“a” ‘b’ «c»', '"a" \'b\' "c"'],
  ['odd dashes are plain', 'a‐b‑c–d−e', 'a-b-c-d-e'],
  ['a long dash within a word joins it', 'INC—1234', 'inc-1234'],
  ['a long dash between words stays one', 'a — b', 'a \u2014 b'],
  ['fractions are spelt out', '1½ h', '1 1/2 h'],
  ['emoji become space', 'a 🚀 b👩‍💻c', 'a   b  c'],
  ['ligatures come apart', 'oﬃce', 'office'],
])('%s', (_, typed, text) => {
  expect(normaliseText(typed).text).toBe(text)
})

test('every character knows where it came from', () => {
  const typed = 'É🚀\u200bﬁn “x”'
  const line = normaliseText(typed)
  expect(line.starts).toHaveLength(line.text.length)
  expect(originalSlice(line, line.text.indexOf('fin'), line.text.length)).toBe('ﬁn “x”')
})

test('what the person wrote keeps its accents, quotes and emoji and loses what cannot be seen', () => {
  expect(visibleText('  na\u00adïve\u202e “café”\n👩‍💻\u200b ok\u0007 ')).toBe('naïve “café” 👩‍💻 ok')
})

test('an empty stretch is nothing', () => {
  expect(originalSlice(normaliseText('abc'), 2, 2)).toBe('')
  expect(originalSlice(normaliseText(''), 0, 5)).toBe('')
})

test('no more is looked at than the longest input', () => {
  expect(normaliseText('x'.repeat(LONGEST_INPUT * 2)).text).toHaveLength(LONGEST_INPUT)
})
