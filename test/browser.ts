import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pack, { inflate } from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/**
 * A headless Chromium out of npm packages alone. The package's own flags are for small cloud functions (one process, no
 * web security); tests need a browser that enforces what people's browsers enforce.
 */
export async function startBrowser(): Promise<Browser> {
  const home = await unpackedBrowser()
  const libraries = join(home, 'al2023', 'lib')
  try {
    return await launch(home, process.env['LD_LIBRARY_PATH'])
  } catch (error) {
    if (!String(error).includes('error while loading shared libraries')) throw error
    return await launch(home, [process.env['LD_LIBRARY_PATH'], libraries].filter(Boolean).join(':'))
  }
}

async function launch(home: string, libraryPath: string | undefined): Promise<Browser> {
  const env = { ...process.env, FONTCONFIG_FILE: join(home, 'fonts.conf'), LD_LIBRARY_PATH: libraryPath }
  return await chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  })
}

/** Unpacks once per version, in a folder of its own first: test files that run at the same time never see half of it. */
async function unpackedBrowser(): Promise<string> {
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin')
  const home = join(tmpdir(), 'elevate-test-browser-153.0.0')
  if (existsSync(home)) return home
  const fresh = await mkdtemp(join(tmpdir(), 'elevate-test-browser-'))
  const before = process.env['TMPDIR']
  try {
    // The package unpacks into the folder for temporary files, under fixed names.
    process.env['TMPDIR'] = fresh
    await Promise.all([pack.executablePath(), inflate(join(bin, 'al2023.tar.br'))])
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  const fonts = `<fontconfig><dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'cache')}</cachedir></fontconfig>`
  await writeFile(join(fresh, 'fonts.conf'), `<?xml version="1.0"?>\n${fonts}\n`)
  await rename(fresh, home).catch(() => rm(fresh, { recursive: true }))
  return home
}
