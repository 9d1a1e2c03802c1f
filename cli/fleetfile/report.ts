import { printable, wrapped } from '../terminal/text.ts';
import { plural } from '../words.ts';
import type { Decision } from './change/decide.ts';
import type { Applied } from './change/result.ts';

const done: Readonly<Record<Decision['act'], string>> = {
  register: 'registered; its first push is on its way',
  change: 'changed',
  rotate: 'its credential was replaced',
  deregister: 'deregistering; what PullPass wrote there is being removed',
  same: 'unchanged',
  keep: 'unchanged',
  refuse: '',
};

/** The result for each cluster, as lines that fit; clusters without changes share one line. */
export function linesOfApplied(results: readonly Applied[], width: number): string[] {
  const idle = results.filter(({ act }) => act === 'same' || act === 'keep').length;
  const others = results.filter(({ act }) => act !== 'same' && act !== 'keep');
  return [
    ...others.flatMap((each) => linesOf(each, width)),
    ...(idle > 0 ? wrapped(`= ${plural(idle, 'cluster')} unchanged`, width) : []),
  ];
}

function linesOf({ name, act, result, message, remedy, notices = [] }: Applied, width: number): string[] {
  const head = (symbol: string, text: string) => wrapped(printable(`${symbol} ${name}: ${text}`), width);
  const [first = '', ...more] = (message ?? '').split('\n');
  const rest = [
    ...more.flatMap((each) => wrapped(printable(each), width, '    ')),
    ...(remedy === undefined ? [] : wrapped(printable(`→ ${remedy}`), width, '    ')),
    ...notices.flatMap((notice) => wrapped(printable(`! ${notice}`), width, '    ')),
  ];
  if (result === 'done') return [...head('✓', done[act]), ...rest];
  if (result === 'failed') return [...head('✗', first), ...rest];
  if (result === 'not begun') return head('−', 'not begun');
  return [...head('?', `it is unknown whether it was done. ${first}`), ...rest];
}
