/** The keys of an object whose type names them all. */
export const namesOf = <Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] =>
  Object.keys(record).filter((key): key is Name => key in record)
