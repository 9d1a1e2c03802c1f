import { Option } from '@commander-js/extra-typings';
import { collect } from '../select/options.ts';

/** Flags that describe a target, for each command that takes one. */
export const namespacesOption = () =>
  new Option(
    '--namespaces <names>',
    "namespaces to serve, such as payments,'team-*'; repeated or with commas",
  ).argParser(collect);

export const serviceAccountsOption = () =>
  new Option(
    '--service-accounts <names>',
    'service accounts to link the secret to; repeated or with commas',
  ).argParser(collect);

export const secretNameOption = () =>
  new Option('--secret-name <name>', 'name of the pull secret (default: ecr-credentials)');
