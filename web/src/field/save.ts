/** Saves a file as the browser's downloads are saved. */
export function saveAs(bytes: Blob, name: string) {
  const url = URL.createObjectURL(bytes)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60000)
}
