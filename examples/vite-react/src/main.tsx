import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { Greeter } from './Greeter'

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <Greeter />
  </StrictMode>,
)
