import { Option } from '@commander-js/extra-typings';
import type { Globals } from '../program/globals.ts';

/** For apply and diff alike, so that diff shows what apply does. */
export const fileOption = () =>
  new Option(
    '-f, --file <file...>',
    'fleet files: paths, globs in quotes, - for stdin',
  ).makeOptionMandatory();

export const pruneOption = () => new Option('--prune', 'deregister clusters that are in no file');

export const allowEmptyOption = () =>
  new Option('--allow-empty', 'let --prune deregister every registered cluster');

export const rotateOption = () =>
  new Option('--rotate', 'replace all credentials from access, even those that work');

/** The given values of these. */
export type FleetOptions = Globals & {
  file: string[];
  prune?: true | undefined;
  allowEmpty?: true | undefined;
  rotate?: true | undefined;
  /** Only for apply. false: clusters are not tried first. */
  preflight?: boolean;
};
