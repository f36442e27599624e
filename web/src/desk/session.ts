// Who sits here, and what is said when the desk refuses.
import { reactive } from 'vue'
import { pause, retry_ms } from '../shared/patient'
import { t } from '../shared/text'
import { show, toast } from '../shared/toast'
import { Refused } from '../shared/wire'
import { api, type Me } from './api'

export const session = reactive({
  me: null as Me | null,
  known: false, // whether there is one has been answered
  stopped: false,
})

/** Says in words what was refused; who is not known any more logs in again, where he was. */
export function complain(error: unknown) {
  if (!(error instanceof Refused)) throw error
  if (error.code === 'unauthorized') session.me = null
  else show({ text: error.code === 'stopped' ? t('desk.unreachable') : error.message, bad: true }, 10000)
}

/** Asks until there is an answer. */
export async function lookWho() {
  for (;;) {
    try {
      session.me = await api.me()
      toast.value = null // what was refused before is over
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      session.stopped = error.code !== 'unauthorized'
      if (session.stopped) {
        await pause(retry_ms)
        continue
      }
    }
    session.stopped = false
    session.known = true
    return
  }
}
