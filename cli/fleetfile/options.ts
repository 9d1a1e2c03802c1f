import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import type { Globals } from '../program/globals.ts';

/** For apply and diff alike, so that diff shows what apply does. */
export const fleetOptions = <A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) =>
  command
    .addOption(
      new Option(
        '-f, --file <file...>',
        'fleet files: paths, globs in quotes, - for stdin',
      ).makeOptionMandatory(),
    )
    .addOption(new Option('--prune', 'deregister clusters that are in no file'))
    .addOption(new Option('--allow-empty', 'let --prune deregister every registered cluster'))
    .addOption(new Option('--rotate', 'replace all credentials from access, even those that work'));

/** What of these was given. */
export type FleetOptions = Globals & {
  file: string[];
  prune?: true | undefined;
  allowEmpty?: true | undefined;
  rotate?: true | undefined;
  /** Of apply alone. false: the clusters are not tried first. */
  preflight?: boolean;
};
