import { type FieldError, pointerTo } from '../../../shared/validation/fieldError.ts';

type Path = readonly PropertyKey[];

const example = 'access: { kubeconfig: { file: FILE, context: NAME } }';

/** Fields that people often put in the wrong place, by the end of their path, and what to do. */
const misplaced: readonly { ends: readonly string[]; message: string; remedy: string }[] = [
  {
    ends: ['access', 'bootstrap'],
    message: 'must name a context',
    remedy: 'Name the context of an admin of the cluster: access: { bootstrap: { context: NAME } }',
  },
  {
    ends: ['access'],
    message: 'needs either kubeconfig or bootstrap',
    remedy: `Name a kubeconfig for PullPass, or an admin’s context to make one with: ${example} or access: { bootstrap: { context: NAME } }`,
  },
  {
    ends: ['access', 'kubeconfig'],
    message: 'must name a file',
    remedy: `Keep the kubeconfig in a file beside this one, and out of Git: ${example}`,
  },
  {
    ends: ['kubeconfig'],
    message: 'does not belong here: a fleet file holds no credentials',
    remedy: `Keep the kubeconfig in a file beside this one, and out of Git: ${example}`,
  },
  {
    ends: ['context'],
    message: 'belongs to the access of the cluster',
    remedy: `Write it there: ${example}`,
  },
  ...['status', 'version', 'notices', 'preflight', 'plan'].map((field) => ({
    ends: [field],
    message: 'is only in answers',
    remedy: 'Take it out. `pullpass export` prints what a fleet file holds.',
  })),
];

/** A field error in words, with a remedy if it is not obvious. */
export function describeFieldError(
  path: Path,
  { message, expected, received }: FieldError,
): { message: string; remedy?: string } {
  const where = dotted(path);
  const inEntry = path[0] === 'clusters' && path.length > 2;
  const known = inEntry ? misplaced.find(({ ends }) => endsWith(path.slice(2), ends)) : undefined;
  if (known !== undefined && !/^is missing/.test(message))
    return { message: `${where} ${known.message}`, remedy: known.remedy };
  if (received === 'nothing' && message.startsWith('is not a known'))
    return { message: `${where} is missing, and the defaults have none of this name: expected ${expected}` };
  const isText = expected === 'a string' && /^(-?[\d.]+|true|false)$/.test(received);
  return {
    message: `${where}${isPredicate.test(message) ? '' : ':'} ${message}${furthermore(message, expected)}`,
    ...(isText && { remedy: 'Put it in quotes.' }),
  };
}

/** The message is about the field itself; others are complete sentences. */
const isPredicate = /^(is|must|needs|matches|leaves|writes|names|takes?|gets|cannot) /;

function furthermore(message: string, expected: string): string {
  const said =
    /^must be|did you mean|^is missing|^is not an accepted key/.test(message) || message.includes(expected);
  if (said || expected === 'no such field') return '';
  return `: expected ${expected}`;
}

/** Matches the whole path or, if the field belongs to the cluster itself, only its last steps. */
function endsWith(path: Path, ends: readonly string[]): boolean {
  return path.length === ends.length && ends.every((step, index) => path[index] === step);
}

/** `clusters[2].targets[0].namespaces`; a field whose name does not look like one is hidden. */
function dotted(path: Path): string {
  const steps = pointerTo(path).split('/').slice(1);
  const text = steps
    .map((step, index) =>
      typeof path[index] === 'number' ? `[${step}]` : `.${step.replaceAll('~1', '/').replaceAll('~0', '~')}`,
    )
    .join('');
  return text.replace(/^\./, '') || 'the file';
}
