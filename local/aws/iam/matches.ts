/** Whether a text fits a pattern in which `*` stands for any characters and `?` for one. */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => wildcards[part] ?? literal(part));
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

const wildcards: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** Actions are the same in capitals and small letters. */
export function fitsAction(pattern: string, action: string): boolean {
  return fits(pattern.toLowerCase(), action.toLowerCase());
}

/** A wildcard of an ARN stays within its segment, but for the last one: `arn:aws:ecr:*:1:repository/*`. */
export function fitsArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const [wanted, given] = [segments(pattern), segments(arn)];
  return (
    wanted.length === given.length && wanted.every((segment, index) => fits(segment, given[index] ?? ''))
  );
}

/** arn, partition, service, region, account, and the rest. */
function segments(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}
