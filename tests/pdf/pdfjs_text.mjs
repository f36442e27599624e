// What Mozilla's pdf.js copies out of PDFs: a form feed before each page, and its text.
//   node pdfjs_text.mjs FILE.pdf…
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const pdfjs = createRequire(import.meta.url)('/usr/share/javascript/pdf/build/pdf.js');
// A reader without a screen needs no fonts for one.
const plain = { disableFontFace: true, isEvalSupported: false };

for (const path of process.argv.slice(2)) {
  const file = await pdfjs.getDocument({ data: new Uint8Array(readFileSync(path)), ...plain }).promise;
  for (let n = 1; n <= file.numPages; ++n) {
    const { items } = await (await file.getPage(n)).getTextContent();
    console.log(`\f${items.map((item) => item.str).join('\n')}`);
  }
  await file.destroy();
}
