import { render } from 'preact'
import './style/tokens.css'
import './style/shell.css'
import { keepFresh, openLibrary } from './data/library.ts'
import { openSession } from './gallery/session.ts'
import { Shell } from './shell.tsx'

const library = openLibrary()
void keepFresh(library)
render(<Shell library={library} session={openSession(library)} />, document.getElementById('page')!)
