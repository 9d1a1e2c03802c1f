/**
 * A variable of a function's environment. If it is missing, throws an error that names it: the deployment is at fault.
 */
export function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '')
    throw new Error(
      `The environment variable ${name} is not set. serverless.yml sets it; was the function deployed by it?`,
    );
  return value;
}

/** A number above 0. Throws if the variable is missing or anything else. */
export function positive(environment: NodeJS.ProcessEnv, name: string): number {
  const text = required(environment, name);
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, but is "${text}"`);
  return value;
}

/** Names of the deployed sites. */
export function sitesFrom(environment: NodeJS.ProcessEnv): string[] {
  return (environment['SITES'] ?? '').split(',').filter((name) => name !== '');
}
