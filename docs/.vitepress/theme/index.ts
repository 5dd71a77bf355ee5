import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'

import HowItWorks from './HowItWorks.vue'
import './colors.css'
import './code.css'
import './home.css'
import './picture.css'
import './text.css'

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('HowItWorks', HowItWorks)
  },
} satisfies Theme
