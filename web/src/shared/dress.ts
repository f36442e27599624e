// Element Plus' dark colours hang on a class; the page follows the system.
export function dress() {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => document.documentElement.classList.toggle('dark', dark.matches)
  dark.addEventListener('change', follow)
  follow()
}
