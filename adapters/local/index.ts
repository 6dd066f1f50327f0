export type { DirectoryDifference } from './applied-file.ts'
export type { RecordDifferences } from './assignment-file.ts'
export type { ConfigProblem } from './check-references.ts'
export { type LocalDirectoryConfig, localDirectoryConfig } from './config.ts'
export {
  createLocalDirectory,
  type LocalDirectory,
  type LocalDirectoryOptions,
  type RemoveOutcome,
} from './directory.ts'
export { type AssignmentEntry, compileDirectory, type ResolveRole } from './model.ts'
