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
import { localeContextKey } from 'element-plus/es/hooks/use-locale/index'
import { createApp, watch } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import App from './App.vue'
import { held, writeHeld } from './held'
import { patiently } from './patient'
import { follow, state } from './state'
import { firstLanguage, rememberedLanguage, speak, widgetWords } from './text'
import Today from './views/Today.vue'

const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: Today },
    { path: '/orders/:no', component: () => patiently(() => import('./views/Order.vue')) },
    { path: '/orders/:no/sign', component: () => patiently(() => import('./views/Sign.vue')) },
    { path: '/orders/:no/print', component: () => patiently(() => import('./views/Print.vue')) },
    { path: '/new', component: () => patiently(() => import('./views/New.vue')) },
    { path: '/sync', component: () => patiently(() => import('./views/Sync.vue')) },
    { path: '/disputes', component: () => patiently(() => import('./views/Disputes.vue')) },
    { path: '/ready', component: () => patiently(() => import('./views/Ready.vue')) },
  ],
})

// What is held is written before anybody looks elsewhere; a word that is refused then keeps him here.
router.beforeEach(() => (held.length ? writeHeld() : true))

// What was refused there does not follow here.
router.afterEach(() => {
  if (state.toast?.bad) state.toast = null
})

// Element Plus' dark colours hang on a class; the page follows the system.
const dark = matchMedia('(prefers-color-scheme: dark)')
const dress = () => document.documentElement.classList.toggle('dark', dark.matches)
dark.addEventListener('change', dress)
dress()

// The screen stands before anything has answered. Who has not chosen a language reads the browser's
// until the program says which one it speaks.
speak(rememberedLanguage() ?? firstLanguage(navigator.language))
watch(
  () => state.status?.language,
  (tag) => {
    if (tag && !rememberedLanguage()) speak(firstLanguage(tag))
  },
)
void follow()
createApp(App).use(router).provide(localeContextKey, widgetWords).mount('#app')
