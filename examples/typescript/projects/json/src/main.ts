import routes from './routes.json'
import { version } from './routes.json'
import data from './data.json' with { type: 'json' }

interface Route {
  path: `/${string}`
  title: string
  auth: boolean
  roles?: string[]
}

const all: Route[] = routes.routes
const next: string = version
console.log(routes.routes[0].titel, data.values.map((value) => value.length), all, next)
