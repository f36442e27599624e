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
import '../shared/page.css'
import { localeContextKey } from 'element-plus/es/hooks/use-locale/index'
import { createApp, watch } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import App from './App.vue'
import { held, writeHeld } from './held'
import { patiently, pause } from '../shared/patient'
import { firstLook, follow, state } from './state'
import { firstLanguage, rememberedLanguage, speak, teach } from '../shared/text'
import { toast } from '../shared/toast'
import { followWidgets, widgetWords } from './widgets'
import Today from './views/Today.vue'

const first_max_ms = 500
history.replaceState(history.state, '', '/' + location.hash) // ?start: the program was told

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
    { path: '/:other(.*)', redirect: '/' },
  ],
})

// What is held is written before anybody looks elsewhere; a word that is refused then keeps him here.
router.beforeEach(() => (held.length ? writeHeld() : true))

// What was refused there does not follow here.
router.afterEach(() => {
  if (toast.value?.bad) toast.value = null
})

// As text, and read when it is spoken: three languages cost the first screen less than a request does.
teach(import.meta.glob<string>(
  ['../../../sync/text/*/page.json', '../../../sync/text/*/field.json', '../../../sync/text/*/status.json', '../../../sync/text/*/choice.json', '../../../sync/text/*/life.json', '../../../sync/text/*/error.json'],
  { import: 'default', query: '?raw', eager: true },
), 'page.title')
// Who has not chosen a language reads the browser's
// until the program says which one it speaks.
speak(rememberedLanguage() ?? firstLanguage(navigator.language))
watch(
  () => state.status?.language,
  (tag) => {
    if (tag && !rememberedLanguage()) speak(firstLanguage(tag))
  },
)
followWidgets()
void follow()
const app = createApp(App).use(router).provide(localeContextKey, widgetWords)
// The first orders stand there already, written by the program: they stay until there is as much to show.
void Promise.race([firstLook, pause(first_max_ms)]).then(() => app.mount('#app'))
