import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '../shared/page.css'
import './desk.css'
import { createApp } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { dress } from '../shared/dress'
import { firstLanguage, rememberedLanguage, speak, teach } from '../shared/text'
import { toast } from '../shared/toast'
import App from './App.vue'
import { lookWho } from './session'
import Order from './views/Order.vue'
import Orders from './views/Orders.vue'
import Returns from './views/Returns.vue'

const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: Orders },
    { path: '/orders/:no', component: Order },
    { path: '/returns', component: Returns },
    { path: '/:other(.*)', redirect: '/' },
  ],
})

// What was refused there does not follow here.
router.afterEach(() => {
  if (toast.value?.bad) toast.value = null
})

dress()
teach(import.meta.glob<string>(
  ['../../../sync/text/*/desk.json', '../../../sync/text/*/page.json', '../../../sync/text/*/field.json', '../../../sync/text/*/status.json', '../../../sync/text/*/choice.json', '../../../sync/text/*/life.json', '../../../sync/text/*/error.json'],
  { import: 'default', query: '?raw', eager: true },
), 'desk.title')
speak(rememberedLanguage() ?? firstLanguage(navigator.language))
void lookWho()
createApp(App).use(router).mount('#app')
