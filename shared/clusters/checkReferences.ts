import type * as z from 'zod';
import type { Registry } from '../registries/schema.ts';
import { declarationOf } from '../targets/declarations.ts';
import type { Refuse } from '../targets/kind.ts';
import { kindOf } from '../targets/kinds.ts';
import { certainOverlap } from '../targets/overlap.ts';
import type { Target } from '../targets/schema.ts';

/** Checks the rules that span several fields, of the spec or of any object that extends it. */
export function checkReferences(
  { registries, targets }: { registries: readonly Registry[]; targets: readonly Target[] },
  context: z.RefinementCtx,
): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path, message });
  checkNames('registries', registries, refuse);
  checkNames('targets', targets, refuse);
  for (const [index, target] of targets.entries()) {
    const inTarget: Refuse = (path, message) => refuse(['targets', index, ...path], message);
    declarationOf(target).checkRegistries(target, registries, inTarget);
    checkOverlap(target, targets.slice(0, index), inTarget);
  }
}

/** Gives a free name to each target that has none. */
function checkNames(
  list: 'registries' | 'targets',
  entries: readonly { name?: string | undefined }[],
  refuse: Refuse,
): void {
  const what = list === 'targets' ? 'target' : 'registry';
  const names = entries.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (name !== undefined && names.indexOf(name) !== index)
      refuse([list, index, 'name'], `there is another ${what} named "${name}"`);
}

/**
 * Two targets that write one secret would overwrite each other forever. Where this cannot be told here, the push sees
 * it.
 */
function checkOverlap(target: Target, earlier: readonly Target[], refuse: Refuse): void {
  const selection = kindOf(target).selection(target);
  const names = kindOf(target).secretNames(target);
  for (const [index, other] of earlier.entries()) {
    const shared = kindOf(other)
      .secretNames(other)
      .find((name) => names.includes(name));
    const namespace = shared && certainOverlap(selection, kindOf(other).selection(other));
    if (namespace !== undefined)
      refuse([], `writes the secret "${shared}" in namespace ${namespace}, as /targets/${index} does`);
  }
}
