import { usageError } from '../program/errors.ts';

/** In place of cli/actions/deploy.ts, in the package: it has no functions, no templates and no bundler. */
export async function deploy(): Promise<never> {
  throw usageError(
    'This package of pullpass has no functions to deploy yet.',
    'Deploy from a clone of the repository, of the version that you want: npm ci, then npx pullpass deploy with the same options. Every other command works from here.',
  );
}
