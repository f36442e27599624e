import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-tag.css'
import 'element-plus/theme-chalk/el-radio-group.css'
import 'element-plus/theme-chalk/el-radio-button.css'
import 'element-plus/theme-chalk/el-dialog.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-date-picker.css'
import 'element-plus/theme-chalk/el-date-picker-panel.css'
import 'element-plus/theme-chalk/el-popper.css'
import 'element-plus/theme-chalk/el-scrollbar.css'
import 'element-plus/theme-chalk/el-time-picker.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './page.css'
import { createApp } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import App from './App.vue'
import { follow, refresh, state } from './state'
import { firstLanguage, rememberedLanguage, speak } from './text'
import Today from './views/Today.vue'

const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: Today },
    { path: '/orders/:no', component: () => import('./views/Order.vue') },
    { path: '/orders/:no/sign', component: () => import('./views/Sign.vue') },
    { path: '/orders/:no/print', component: () => import('./views/Print.vue') },
    { path: '/new', component: () => import('./views/New.vue') },
    { path: '/sync', component: () => import('./views/Sync.vue') },
    { path: '/disputes', component: () => import('./views/Disputes.vue') },
    { path: '/ready', component: () => import('./views/Ready.vue') },
  ],
})

// What was refused there does not follow here.
router.afterEach(() => {
  if (state.toast?.bad) state.toast = null
})

// Element Plus' dark colours hang on a class; the page follows the system.
const dark = matchMedia('(prefers-color-scheme: dark)')
const dress = () => document.documentElement.classList.toggle('dark', dark.matches)
dark.addEventListener('change', dress)
dress()

// The words and the orders are fetched at once: neither waits for the other.
const asked = refresh().catch((error: { code?: string }) => {
  if (error.code === 'unauthorized') state.closed = true
  else state.stopped = true
})
const known = rememberedLanguage()
if (known) await Promise.all([asked, speak(known)])
else {
  await asked
  await speak(firstLanguage(state.status?.language ?? navigator.language))
}
createApp(App).use(router).mount('#app')
if (!state.closed) void follow()
