/** Lines that begin with a sign. In colour it has that of an SGR parameter, which only repeats what the sign says. */
export const signed = ([first = '', ...rest]: readonly string[], code: number, colour: boolean): string[] => [
  colour ? first.replace(/^\S+/, (sign) => `\x1b[${code}m${sign}\x1b[0m`) : first,
  ...rest,
];
