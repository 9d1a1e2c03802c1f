import { Option } from '@commander-js/extra-typings';
import { collect } from '../select/options.ts';

/** Flags that describe a target, for every command with one. */
export const namespacesOption = () =>
  new Option(
    '--namespaces <names>',
    "namespaces that get the secret, such as payments,'team-*'; repeat it, or use commas",
  ).argParser(collect);

export const serviceAccountsOption = () =>
  new Option(
    '--service-accounts <names>',
    'service accounts to link the secret to; repeat it, or use commas',
  ).argParser(collect);

export const secretNameOption = () =>
  new Option('--secret-name <name>', 'name of the pull secret (default: ecr-credentials)');
