import { printable, wrapped } from '../../terminal/text.ts';
import { plural } from '../../words.ts';
import { type Decision, usesCredential } from './decide.ts';
import { fieldInWords } from './fieldInWords.ts';
import type { Planned } from './planned.ts';
import { toldOf } from './result.ts';

const symbols: Readonly<Record<Decision['act'], string>> = {
  register: '+',
  change: '~',
  rotate: '~',
  deregister: '−',
  same: '=',
  keep: '·',
  refuse: '✗',
};

/** What would change, as lines that fit: each cluster that differs, with the differences; the others as a count. */
export function describeFleet(planned: readonly Planned[], width: number): string[] {
  const shown = planned.filter(({ decision: { act } }) => act !== 'same' && act !== 'keep');
  return [...shown.flatMap((each) => describeCluster(each, width)), ...describeRest(planned, width)];
}

function describeCluster(planned: Planned, width: number): string[] {
  const { decision, error, plan } = planned;
  // Notices about a credential that stays were shown when it was stored.
  const notices = usesCredential(decision) ? (planned.notices ?? []) : [];
  const line = (text: string, indent: string) => wrapped(printable(text), width, indent);
  const symbol = error === undefined ? symbols[decision.act] : '✗';
  return [
    ...line(`${symbol} ${decision.name}: ${headOf(decision)}`, ''),
    ...(decision.act === 'change' ? decision.fields : []).flatMap((field) =>
      line(fieldInWords(field), '    '),
    ),
    ...credentialOf(decision).flatMap((text) => line(text, '    ')),
    ...(planned.rbac?.(width - 4) ?? []).map((text) => `    ${text}`),
    ...(plan === undefined ? [] : planInWords(plan)).flatMap((text) => line(text, '    ')),
    ...notices.flatMap((notice) => line(`! ${notice}`, '    ')),
    ...(error === undefined ? [] : failure(toldOf(error, decision), width)),
  ];
}

function headOf(decision: Decision): string {
  switch (decision.act) {
    case 'register':
      return 'to be registered';
    case 'change':
      return `${plural(decision.fields.length, 'field')} to be changed`;
    case 'rotate':
      return 'its credential to be replaced';
    case 'deregister':
      return 'to be deregistered: it is in no file';
    default:
      return 'cannot be as the file says';
  }
}

/** Which credential is used, and why. */
function credentialOf(decision: Decision): string[] {
  if (!usesCredential(decision) || decision.wanted.access === undefined) return [];
  const why = decision.act === 'register' ? undefined : decision.credential;
  const { kubeconfig, bootstrap } = decision.wanted.access;
  const { file = 'your kubeconfig', context } = kubeconfig ?? {
    ...bootstrap,
    file: bootstrap?.kubeconfig ?? undefined,
  };
  const which = context == null ? file : `${file}, context ${context}`;
  const from = bootstrap == null ? `from ${which}` : `a new token, made with ${which}; PullPass renews it`;
  return [`credential: ${from}${why === undefined ? '' : `. ${why}`}`];
}

function planInWords({ writes, removes, leaves, afterResuming }: NonNullable<Planned['plan']>): string[] {
  const changed = writes.filter(({ change }) => change !== 'same');
  return [
    ...changed.map(({ message }) => `in the cluster, write: ${message}`),
    ...removes.map(({ message }) => `in the cluster, remove: ${message}`),
    ...leaves.map(({ message }) => `in the cluster, leave and no longer renew: ${message}`),
    ...(afterResuming && changed.length + removes.length > 0
      ? ['The cluster is paused: nothing is done until it is resumed.']
      : []),
  ];
}

function failure({ message, remedy }: ReturnType<typeof toldOf>, width: number): string[] {
  return [
    ...message.split('\n').flatMap((each) => wrapped(printable(each), width, '    ')),
    ...(remedy === undefined ? [] : wrapped(printable(`→ ${remedy}`), width, '    ')),
  ];
}

function describeRest(planned: readonly Planned[], width: number): string[] {
  const same = planned.filter(({ decision: { act } }) => act === 'same');
  const kept = planned.filter(({ decision: { act } }) => act === 'keep');
  const said = same.filter(({ decision: { because } }) => because !== sameBecause);
  return [
    ...said.flatMap(({ decision }) => wrapped(printable(`= ${decision.name}: ${decision.because}`), width)),
    ...(same.length > said.length
      ? wrapped(`= ${plural(same.length - said.length, 'cluster')} as the file says`, width)
      : []),
    ...kept.flatMap(({ decision }) => wrapped(printable(`· ${decision.name}: ${decision.because}`), width)),
  ];
}

const sameBecause = 'It is as the file says.';

/** `Register 2, change 3 and deregister 1?` */
export function questionOf(planned: readonly Planned[]): string {
  const count = (act: Decision['act']) =>
    planned.filter(({ decision, act: doIt }) => decision.act === act && doIt !== undefined).length;
  const parts = [
    [count('register'), (n: number) => `register ${n}`],
    [count('change'), (n: number) => `change ${n}`],
    [count('rotate'), (n: number) => `replace the credential of ${n}`],
    [count('deregister'), (n: number) => `DEREGISTER ${n}`],
  ] as const;
  const [first, ...others] = parts.flatMap(([n, word]) => (n > 0 ? [{ n, text: word(n) }] : []));
  if (first === undefined) return '';
  const said = [`${first.text} ${first.n === 1 ? 'cluster' : 'clusters'}`, ...others.map(({ text }) => text)];
  const text = said.length > 1 ? `${said.slice(0, -1).join(', ')} and ${said.at(-1)}` : said.join('');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}?`;
}
