import type { Identity } from '../../../shared/rbac/identity.ts';
import { labelsOf } from '../../../shared/rbac/labels.ts';
import type { Commented, Manifest } from '../../../shared/rbac/manifestsOf.ts';
import { CommandError } from '../../program/errors.ts';
import type { Found } from './objects.ts';
import { bindsOnly, ownerOf } from './ownership.ts';
import { resourceOf } from './paths.ts';
import { refOf, shownRef } from './plan.ts';

const mostNamed = 10;

/**
 * Throws a CommandError that names objects which have a wanted name but belong to somebody else: what they allow must
 * not end without asking.
 */
export function refuseForeign(there: readonly (Commented & { found: Found })[], identity: Identity): void {
  const foreign = there.flatMap(({ manifest, found }) => {
    const because = whyForeign(manifest, found, identity);
    return because === undefined ? [] : [{ ref: refOf(manifest), because }];
  });
  const [first] = foreign;
  if (first === undefined) return;
  const lines = foreign.slice(0, mostNamed).map(({ ref, because }) => `  ✗ ${shownRef(ref)}: ${because}`);
  const more = foreign.length > mostNamed ? [`  and ${foreign.length - mostNamed} more`] : [];
  const labels = Object.entries(labelsOf(identity)).map((pair) => pair.join('='));
  const where = first.ref.namespace === undefined ? '' : ` -n ${first.ref.namespace}`;
  throw new CommandError(
    ['These objects exist already and are not PullPass’s, so they stay unchanged:', ...lines, ...more].join(
      '\n',
    ),
    {
      remedy: `Delete it; or hand it over, and it is changed: oc label ${resourceOf(first.ref)} ${first.ref.name}${where} ${labels.join(' ')}. Or give another --identity.`,
    },
  );
}

/** A namespace is used unchanged. */
function whyForeign(wanted: Manifest, found: Found, identity: Identity): string | undefined {
  if (wanted.kind === 'Namespace') return undefined;
  const owner = ownerOf(found, identity);
  if (owner === 'other') {
    const { 'pullpass.io/identity': other } = found.metadata.labels ?? {};
    return other === undefined
      ? 'it does not carry PullPass’s labels'
      : `it belongs to another identity (${other})`;
  }
  if (!wanted.kind.endsWith('Binding')) return undefined;
  if (owner === 'unnamed' && !bindsOnly(found, identity)) return 'it binds somebody else';
  const { kind, name } = found.roleRef ?? {};
  const bound = wanted['roleRef'] as { kind: string; name: string };
  // A binding's role cannot be changed.
  return kind === bound.kind && name === bound.name ? undefined : `it binds the ${kind} ${name}`;
}
