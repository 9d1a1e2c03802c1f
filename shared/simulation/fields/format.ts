import type { FieldSet } from './paths.ts';

/** A set in FieldsV1 form: a tree of path elements, with `.` for a path that has children and is a member too. */
export interface FieldsV1 {
  [element: string]: FieldsV1;
}

export function toFieldsV1(set: FieldSet): FieldsV1 {
  const root: FieldsV1 = {};
  const parents = new Set<string>();
  for (const path of set) {
    const cut = path.lastIndexOf('\n');
    for (let at = cut; at > 0; at = path.lastIndexOf('\n', at - 1)) parents.add(path.slice(0, at));
  }
  for (const path of set) {
    let node = root;
    for (const element of path.split('\n')) {
      node[element] ??= {};
      node = node[element];
    }
    if (parents.has(path)) node['.'] = {};
  }
  return root;
}

export function fromFieldsV1(node: FieldsV1, path = '', into = new Set<string>()): Set<string> {
  const elements = Object.keys(node);
  if (path && (elements.length === 0 || elements.includes('.'))) into.add(path);
  for (const element of elements) {
    const child = node[element];
    if (element !== '.' && child) fromFieldsV1(child, path ? `${path}\n${element}` : element, into);
  }
  return into;
}

/** A path as the API server prints it, such as `.data..dockerconfigjson` or `.secrets[name="x"]`. */
export function printPath(path: string): string {
  return path
    .split('\n')
    .map((element) => {
      const value = element.slice(2);
      if (element.startsWith('f:')) return `.${value}`;
      if (element.startsWith('v:')) return `[=${value}]`;
      const keys = Object.entries(JSON.parse(value) as Record<string, unknown>);
      return `[${keys.map(([key, item]) => `${key}=${JSON.stringify(item)}`).join(',')}]`;
    })
    .join('');
}

/** Sorts paths as the API server lists them: a node's own fields, then those of its children. */
export function sortPaths(set: FieldSet): string[] {
  const depth = (path: string[], at: number) => (path.length === at + 1 ? 0 : 1);
  return [...set]
    .map((path) => path.split('\n'))
    .sort((a, b) => {
      const at = a.findIndex((element, index) => element !== b[index]);
      if (at === -1) return a.length - b.length;
      const [one = '', other = ''] = [a[at], b[at]];
      return depth(a, at) - depth(b, at) || (one < other ? -1 : 1);
    })
    .map((path) => path.join('\n'));
}
