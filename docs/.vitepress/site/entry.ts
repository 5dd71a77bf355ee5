/** A page: its text in the navigation, its path in `docs` without `.md`, and a heading if the entry leads there. */
export interface Entry {
  text: string
  page: string
  heading?: string
}

export interface Group {
  text: string
  entries: readonly (Entry | Group)[]
}

/** Every entry, of groups inside of groups, too. */
export const entriesOf = ({ entries }: Group): Entry[] =>
  entries.flatMap((entry) => ('page' in entry ? [entry] : entriesOf(entry)))
