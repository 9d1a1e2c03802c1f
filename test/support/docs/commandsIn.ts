/** A command line of the program on a page: the words after `pullpass`, as a shell would split them. */
export interface ShownCommand {
  page: string;
  line: string;
  words: string[];
}

/** Every `pullpass …` on a page: in its shell blocks, and in backticks in its text. */
export function commandsIn(page: string, text: string): ShownCommand[] {
  const blocks = [...text.matchAll(/^ *```sh\n(.*?)^ *```/gms)].map(([, block = '']) => block);
  const prose = text.replaceAll(/^ *```.*?^ *```/gms, '');
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline]
    .flatMap((code) => code.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .flatMap((line) => invocationsIn(line).map((words) => ({ page, line, words })));
}

/** Each command of the program in a line of shell. */
function invocationsIn(line: string): string[][] {
  return [...line.matchAll(/(?:^\s*|[|(] ?|npx )pullpass((?: .*)?)$/g)].map(([, rest = '']) => wordsOf(rest));
}

/**
 * The words before the first unquoted `|`, `;`, `>`, `)` or comment, without their quotes. `…` stands for more of them.
 */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word, plain, end] of line.matchAll(/((?:'[^']*'|"[^"]*"|[^\s'"|;>)&#])+)|([|;>)&#])/g)) {
    if (end !== undefined) break;
    if (plain !== '…') words.push((plain ?? word).replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}
