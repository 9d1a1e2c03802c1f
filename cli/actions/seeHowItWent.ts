/** The command that shows the results of the requested pushes. */
export function seeHowItWent(names: readonly string[]): { why: string; command: string } {
  return { why: 'See how it went', command: names.length === 1 ? `get ${names[0]}` : 'status' };
}
