// Pictures of the tests, as a camera makes them.

/** In the page: the bytes of a JPEG so large, in which something is to be seen everywhere. */
export async function drawn([width, height]) {
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')
  for (let i = 0; i < 4000; i++) {
    pen.fillStyle = `hsl(${(i * 37) % 360} ${30 + (i % 60)}% ${30 + (i % 41)}%)`
    pen.fillRect((i * 1931) % width, (i * 1571) % height, 40 + (i % 160), 30 + (i % 120))
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })
  return [...new Uint8Array(await blob.arrayBuffer())]
}

/** The same as a camera writes it that was held on its side: its name and the turn stand in EXIF. */
export function camera(bytes) {
  const name = Buffer.from('CAMERA-7\0', 'latin1')
  const tiff = Buffer.alloc(38)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(2, 8)
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16LE(tag, at)
    tiff.writeUInt16LE(type, at + 2)
    tiff.writeUInt32LE(count, at + 4)
    tiff.writeUInt32LE(value, at + 8)
  }
  entry(10, 0x010f, 2, name.length, tiff.length) // the maker, behind the table
  entry(22, 0x0112, 3, 1, 6) // to be turned by a quarter
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, name])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(exif.length + 2, 2)
  const jpeg = Buffer.from(bytes)
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)])
}

/** Width and height, as the frame's head says. */
export function jpeg_size(bytes) {
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]
    if (marker >= 0xc0 && marker <= 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
  }
  throw new Error('no frame')
}
