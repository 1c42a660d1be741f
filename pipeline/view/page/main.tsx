import { render } from 'preact'
import './style/tokens.css'
import './style/shell.css'
import { openHeld, unpack } from './data/held.ts'
import { keepFresh, openLibrary } from './data/library.ts'
import { openSession } from './gallery/session.ts'
import { Shell } from './shell.tsx'

const held = document.getElementById('held')?.textContent
const library = held ? openLibrary(() => openHeld(unpack(held))) : openLibrary()
void keepFresh(library)
render(<Shell library={library} session={openSession(library)} />, document.getElementById('page')!)
