// Before anything else the orders are painted that the program has written into the page: the rest of it
// is read behind that frame. A page that nobody sees is given no frame.
import '../shared/first.css'
import { dress } from '../shared/dress'
import { patiently } from '../shared/patient'

dress()
const goOn = () => void patiently(() => import('./main'))
if (document.hidden || !document.querySelector('article')) goOn()
else requestAnimationFrame(() => setTimeout(goOn))
