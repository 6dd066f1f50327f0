import type { YAMLError } from 'yaml'
import type { Complaint } from './problem.ts'

/**
 * The library's errors in words of our own, because some of its messages quote the file, and what they quote may be a
 * secret.
 */
export function explainYamlError({ code, message }: Pick<YAMLError, 'code' | 'message'>): Complaint {
  if (/ end with a /.test(message)) return unclosed('bracket')
  if (/^Missing closing/.test(message)) return unclosed('quote')
  return (
    explanations[code] ?? { message: 'This is not readable as YAML.', fix: 'Check quotes, colons and indentation.' }
  )
}

function unclosed(what: string): Complaint {
  return { message: `A ${what} that was opened before is not closed.`, fix: 'Close it, here or above.' }
}

const indentation = {
  message: 'The indentation does not fit.',
  fix: 'Align it with the lines it belongs to, with spaces.',
}
const key = {
  message: 'This is no key with its value.',
  fix: 'Write key: value on one line, nested keys indented below.',
}

const explanations: { readonly [code in YAMLError['code']]?: Complaint } = {
  DUPLICATE_KEY: { message: 'This key is given twice.', fix: 'Keep one of the two.' },
  BAD_ALIAS: {
    message: 'A value that starts with * refers to an anchor, and there is none of that name.',
    fix: "Write it in quotes: '*'.",
  },
  BAD_SCALAR_START: { message: 'A value cannot start with this character.', fix: 'Write the value in quotes.' },
  BAD_DQ_ESCAPE: { message: 'A backslash means something else in double quotes.', fix: 'Use single quotes.' },
  BAD_INDENT: indentation,
  TAB_AS_INDENT: { message: 'Tabs cannot indent.', fix: 'Use spaces.' },
  BLOCK_AS_IMPLICIT_KEY: key,
  MULTILINE_IMPLICIT_KEY: key,
  BLOCK_IN_FLOW: { message: 'A list with dashes cannot stand in brackets.', fix: 'Separate the items with commas.' },
  MISSING_CHAR: {
    message: 'Something is missing here: a colon, a comma, a closing bracket or quote.',
    fix: 'Look at this line and the one before.',
  },
  UNEXPECTED_TOKEN: {
    message: 'Something is too much here: a bracket, a quote, a comma or a second value.',
    fix: 'Look at this line and the one before.',
  },
  MULTIPLE_DOCS: {
    message: 'The file holds several documents.',
    fix: 'Remove the line --- and what belongs to the other.',
  },
  RESOURCE_EXHAUSTION: { message: 'Aliases (*name) repeat too much of this file.', fix: 'Write the values out.' },
  TAG_RESOLVE_FAILED: { message: 'Tags (words with !) mean nothing here.', fix: 'Remove the tag, or quote the value.' },
}
