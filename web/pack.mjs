// Packs a built page into the one file that its program embeds (sync/http/assets.hpp): each file gzipped
// once, the same bytes for the same sources. `node pack.mjs ENTRY…`
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

function pack(entry) {
  const dist = join(root, entry)
  const paths = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(dist, join(one.parentPath ?? one.path, one.name)))
    .sort()
  let head = ''
  const bodies = []
  for (const path of paths) {
    const type = types[extname(path)]
    if (!type) throw new Error(`${path}: no type for it`)
    const raw = readFileSync(join(dist, path))
    const encoding = path === 'index.html' ? '' : 'gzip' // into the page itself a program may write
    const bytes = encoding ? gzipSync(raw, { level: 9 }) : raw
    const hash = createHash('sha256').update(bytes).digest('hex')
    head += `${path.split(sep).join('/')}\t${type}\t${encoding}\t${hash}\t${bytes.length}\n`
    bodies.push(bytes)
  }
  const whole = Buffer.concat([Buffer.from(head + '\n'), ...bodies])
  const file = join(root, `${entry}.pack`)
  // Left alone when nothing changed: whoever embeds it need not link again.
  if (!existsSync(file) || !readFileSync(file).equals(whole)) writeFileSync(file, whole)
  console.log(`${entry}: ${paths.length} files, ${bodies.reduce((sum, one) => sum + one.length, 0)} bytes`)
}

for (const entry of process.argv.slice(2)) pack(entry)
