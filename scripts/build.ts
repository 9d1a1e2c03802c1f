import { describeBundles } from '../cli/deploy/build/report.ts';
import { buildFunctions } from '../cli/deploy/buildFunctions.ts';

/** `npm run build`: bundles every function into .build/, and prints the size of each. */
try {
  console.log(describeBundles(await buildFunctions()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
