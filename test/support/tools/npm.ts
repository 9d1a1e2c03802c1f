/** The npm that runs this, or else the one on the PATH: a program, and its first arguments. */
export function npmCommand(): [string, ...string[]] {
  const { npm_execpath: npm } = process.env;
  return npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
}
