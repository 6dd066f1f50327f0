#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError } from 'commander'
import { CommandFailed, createOutput, EXIT } from './cli/output.ts'
import { cacheCompiledCode } from './main/compile-cache.ts'

const CONFIG = [
  '--config <file>',
  'the configuration file; without one ELEVATE_CONFIG, else the demonstration',
] as const
const JSON_OUTPUT = ['--json', 'answer in JSON'] as const

cacheCompiledCode()
const output = createOutput(process.stdout)
const program = new Command('elevate')
  .description('Just-in-time admin roles, asked for and approved in chat.')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })

// What a command needs is loaded when it is run.
program
  .command('start')
  .description('start the server')
  .option(...CONFIG)
  .action(async (options) => (await import('./main/run-server.ts')).runServer(options.config))

program
  .command('check')
  .description('hold the configuration against directory and data')
  .option(...CONFIG)
  .option(...JSON_OUTPUT)
  .option('--install-teams', 'install the Teams app for approvers who have not got it')
  .action(async (options) => exit(await (await import('./cli/check.ts')).check(options, output)))

program
  .command('explain')
  .description('say what a command would do, without doing it; "-" reads one a line')
  .requiredOption('--as <person>', 'id of the person who would send it')
  .argument('<text>', 'the command as it would be typed')
  .option(...CONFIG)
  .option(...JSON_OUTPUT)
  .action(async (text, options) =>
    exit(await (await import('./cli/explain.ts')).explainCommandLine(text, options, output)),
  )

program
  .command('enrol')
  .description('print a one-time link to enrol an authenticator')
  .argument('<person>', 'id of the person')
  .option(...CONFIG)
  .option(...JSON_OUTPUT)
  .action(async (person, options) => exit(await (await import('./cli/enrol.ts')).enrol(person, options, output)))

program
  .command('drill')
  .description('activate and end a harmless role in the tenant, and write down what it said')
  .requiredOption('--role <role>', 'name or template id of a role that can do little')
  .option('--scope <scope>', 'a unit or an object, as Entra writes it; without it the whole directory')
  .option('--as <person>', 'object id of the person; without it the only one eligible')
  .option('--evidence <folder>', 'where the evidence goes; without it “drills” in the data folder')
  .option(...CONFIG)
  .option(...JSON_OUTPUT)
  .action(async (options) => exit(await (await import('./cli/drill.ts')).drill(options, output)))

program
  .command('report')
  .description('write the report on a period: what was activated, who approved, every exception')
  .requiredOption('--from <day>', 'first day or month, such as 2026-05-04 or 2026-05')
  .requiredOption('--to <day>', 'last day or month, included')
  .option('--format <format>', 'html, csv, json or ndjson', 'html')
  .option('--language <language>', 'en or fr; without it the organisation’s')
  .option(...CONFIG)
  .action(async (options) => {
    // A million events pass through memory and little of them stays: what is new is cleared away in small pieces, and what
    // is old before it grows by a fifth. Half of the time that all of V8's own savings take, for the same memory.
    setFlagsFromString('--semi-space-growth-factor=1')
    setFlagsFromString('--heap-growing-percent=20')
    exit(await (await import('./cli/report.ts')).report(options, output))
  })

const audit = program.command('audit').description('the audit log')
audit
  .command('verify')
  .description('check sequence, chain and content')
  .option(...CONFIG)
  .option(...JSON_OUTPUT)
  .action(async (options) => exit(await (await import('./cli/audit.ts')).verifyAudit(options, output)))
audit
  .command('export')
  .description('print every event, one line of JSON each')
  .option(...CONFIG)
  .option(...JSON_OUTPUT)
  .action(async (options) => exit(await (await import('./cli/audit.ts')).exportAudit(options, output)))

function exit(code: number): void {
  process.exitCode = code
}

/** A reader that has seen enough (`| head`) closes the pipe: that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.no))

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommandFailed) {
    process.stderr.write(`${error.lines.join('\n')}\n`)
    exit(error.exitCode)
  } else if (error instanceof CommanderError) {
    exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage)
  } else throw error
}
