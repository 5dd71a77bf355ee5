/** Runs a program, and returns its code and what it printed. */
export async function printed(main, args, options) {
  const { exitCode, stdout, stderr } = await main(args, options)
  return `${exitCode} ${stdout}${stderr}`
}
