// What the engineer chose once. Cookies, because each start of the program has a port of its own and
// a browser's storage is the port's; they hold no order and no person.
const year_s = 365 * 24 * 3600

export function remember(name: string, value: string) {
  document.cookie = `huidan-${name}=${encodeURIComponent(value)}; Path=/; SameSite=Strict; Max-Age=${year_s}`
}

export function remembered(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`huidan-${name}=`))
  return found ? decodeURIComponent(found.slice(found.indexOf('=') + 1)) : ''
}
