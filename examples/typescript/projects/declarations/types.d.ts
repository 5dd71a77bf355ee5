export interface Plain {
  kind: 'plain' | 'fancy'
  nested?: Missing
}
declare const shared: Plain
export { shared, absent }
