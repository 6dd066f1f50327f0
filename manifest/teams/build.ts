import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { appPackage } from './app-package.ts'
import { BadManifestOption } from './manifest-for.ts'

const program = new Command('npm run manifest --')
  .description('Builds the app package of Elevate for Microsoft Teams.')
  .requiredOption('--app-id <id>', 'of the bot registration')
  .requiredOption('--domain <host>', 'where Elevate is reached: the host of server.publicUrl')
  .option('--organisation <name>', 'who offers the app, as people see it', 'Elevate')
  .option('--app-version <version>', 'of the package; Teams takes an update only with a higher one', '1.0.0')
  .option('--website <url>', 'page about the app; default: https://<domain>/')
  .option('--privacy <url>', 'page about privacy; default: https://<domain>/')
  .option('--terms <url>', 'page with the terms of use; default: https://<domain>/')
  .option('--out <file>', 'where to write it', 'elevate-teams.zip')
  .action(({ appVersion, out, ...options }) => {
    try {
      writeFileSync(out, appPackage({ ...options, version: appVersion }))
      console.log(`${out} is ready. Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app.`)
    } catch (error) {
      if (!(error instanceof BadManifestOption)) throw error
      console.error(error.message)
      process.exitCode = 2
    }
  })
program.parse()
