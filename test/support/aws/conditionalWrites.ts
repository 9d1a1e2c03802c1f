import { globSync, readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url).pathname;
const sources = ['shared', 'functions', 'cli', 'scripts', 'local'].flatMap((folder) =>
  globSync(`${folder}/**/*.ts`, { cwd: root }),
);

/** The functions in the sources that write under a condition, as `file: function`. */
export function conditionalWriters(): string[] {
  return sources
    .flatMap((file) => {
      const text = readFileSync(`${root}/${file}`, 'utf8');
      const calls = [...text.matchAll(/(?<!function )\b(?:conditionalWrite|updateItem|updateRecord)\(/g)];
      return calls.map(({ index }) => `${file}: ${enclosing(text.slice(0, index))}`);
    })
    .filter((writer) => !writer.startsWith('shared/clusters/store/updateItem.ts: '))
    .sort();
}

function enclosing(before: string): string {
  return [...before.matchAll(/function (\w+)/g)].at(-1)?.[1] ?? 'nothing';
}

/** The files that build the parameters of a conditional write themselves, and those that send one. */
export function filesWith(pattern: RegExp): string[] {
  return sources.filter((file) => pattern.test(readFileSync(`${root}/${file}`, 'utf8'))).sort();
}
