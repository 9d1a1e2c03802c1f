import { Document, isScalar, visit } from 'yaml';
import type { Commented, Manifest } from '../../shared/rbac/manifestsOf.ts';
import type { Format } from '../output/print.ts';
import { wrapped } from '../terminal/text.ts';

/** Columns for a comment. */
const width = 100;

/** Manifests for `oc apply -f -`, in every format but names. */
export function printedManifests(all: readonly Commented[], output: Format): string {
  const items = all.map(({ manifest }) => manifest);
  if (output === 'json')
    return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2)}\n`;
  if (output !== 'name') return manifestText(all);
  return items
    .map(({ kind, metadata }) => [kind, metadata.namespace ?? [], metadata.name].flat().join('/'))
    .map((line) => `${line}\n`)
    .join('');
}

/** Manifests as one YAML text for `oc apply -f -`, each with its comment above it. */
export function manifestText(all: readonly Commented[]): string {
  return all
    .map(({ comment, manifest }) => [...commentLines(comment), yaml(manifest)].join('\n'))
    .join('---\n');
}

function commentLines(comment: string | undefined): string[] {
  return comment === undefined ? [] : wrapped(comment, width, '# ');
}

/** Lists of names on one line, as people write rules. */
function yaml(manifest: Manifest): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, node) {
      if (node.items.every(isScalar)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
