// Packs the built page into the one file that the program embeds (client/page/assets.hpp): each
// file gzipped once, the same bytes for the same sources.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'web')
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}
const dist = join(root, 'dist')
const paths = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)))
  .sort()
let head = ''
const bodies = []
for (const path of paths) {
  const type = types[extname(path)]
  if (!type) throw new Error(`${path}: no type for it`)
  const bytes = gzipSync(readFileSync(join(dist, path)), { level: 9 })
  const hash = createHash('sha256').update(bytes).digest('hex')
  head += `${path.split(sep).join('/')}\t${type}\t${hash}\t${bytes.length}\n`
  bodies.push(bytes)
}
mkdirSync(root, { recursive: true })
const pack = Buffer.concat([Buffer.from(head + '\n'), ...bodies])
const file = join(root, 'page.pack')
// Left alone when nothing changed: whoever embeds it need not link again.
if (!existsSync(file) || !readFileSync(file).equals(pack)) writeFileSync(file, pack)
console.log(`${paths.length} files, ${bodies.reduce((sum, one) => sum + one.length, 0)} bytes gzipped`)
