/**
 * The modes in which programs run, which are the columns of the table. Engines are named as the tests name them. Each cell is tested in all
 * engines of its mode.
 */
export const modes = [
  { id: 'blocking', title: 'same thread, no JSPI', where: 'thread', engines: 'Node 20 and 22, WebKitGTK 2.50' },
  {
    id: 'suspending',
    title: 'same thread, JSPI',
    where: 'thread',
    engines: 'Chrome 137, Firefox 153, Safari 27, Node 24 and 26, Deno 2.9, Bun 1.4',
  },
  { id: 'worker', title: "browser's worker, JSPI", where: 'worker', engines: 'Chrome 137, Firefox 153, Safari 27' },
  { id: 'blocking worker', title: "browser's worker, no JSPI", where: 'worker', engines: 'WebKitGTK 2.50' },
  {
    id: 'isolated worker',
    title: 'the same, in a cross-origin isolated page',
    where: 'worker',
    engines: 'WebKitGTK 2.50',
  },
  { id: "Node's worker", title: "Node's worker", where: 'worker', engines: 'all, Deno 2.9, Bun 1.4' },
]
