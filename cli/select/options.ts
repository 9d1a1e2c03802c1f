import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { phases } from '../../shared/clusters/record.ts';

/** Comma-separated values of an option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [
  ...before,
  ...value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
];

export const labelOption = () =>
  new Option(
    '-l, --label <key=value>',
    'only clusters with this label; if repeated, all must match',
  ).argParser(collect);

export const phaseOption = () =>
  new Option('--phase <phase>', 'only clusters in this phase; if repeated, one must match')
    .choices(phases)
    .argParser(collect);

/** Names, `--label`, `--phase` and `--all`: the clusters for a command. */
export const onSeveral = <A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) =>
  command
    .argument('[names...]', 'of the clusters')
    .addOption(labelOption())
    .addOption(phaseOption())
    .addOption(new Option('--all', 'every cluster'));

/** The given values of these. */
export interface Chosen {
  label?: string[];
  phase?: string[];
  all?: true;
}
