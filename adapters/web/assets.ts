import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { extname, join, relative, sep } from 'node:path'

export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>
  readonly contentType: string
  readonly etag: string
}

const PAGE = join(import.meta.dirname, 'page')

const CONTENT_TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The page's files by URL path, read once. Its TypeScript is served under its own names, with the types taken out. `mode`: what of the page is shown. */
export async function loadAssets(mode: 'demo' | 'signIn'): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>()
  for (const file of await readdir(PAGE, { recursive: true })) {
    const contentType = CONTENT_TYPES[extname(file)]
    if (!contentType) continue
    const source = await readFile(join(PAGE, file), 'utf8')
    const text = file.endsWith('.ts') ? withoutTypes(source) : source.replace('<body>', `<body data-mode="${mode}">`)
    const path = relative(PAGE, join(PAGE, file)).split(sep).join('/')
    assets.set(path === 'index.html' ? '/' : `/web/${path}`, asset(Buffer.from(text), contentType))
  }
  const renderer = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js')
  assets.set('/web/adaptivecards.js', asset(await readFile(renderer), 'text/javascript; charset=utf-8'))
  return assets
}

function asset(content: Uint8Array, contentType: string): Asset {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
  return { body: new Uint8Array(content), contentType, etag }
}

/** Node announces the function as experimental on standard error; the version of Node is pinned, so that says nothing. */
function withoutTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
