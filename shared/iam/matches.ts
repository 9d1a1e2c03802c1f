/** Whether a text matches a pattern: `*` stands for any characters, `?` for one. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => wildcards[part] ?? literal(part));
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

const wildcards: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** Actions are case-insensitive. */
export function fitsAction(pattern: string, action: string): boolean {
  return fits(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * A wildcard in an ARN stays within its segment, except in the last one: `arn:aws:ecr:*:1:repository/*`. Segments
 * missing at the end match anything.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function fitsArn(pattern: string, arn: string): boolean {
  const wanted = segments(pattern);
  return pattern === '*' || segments(arn).every((segment, index) => fits(wanted[index] ?? '*', segment));
}

/** arn, partition, service, region, account, and the rest. */
function segments(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length > 6 ? [...parts.slice(0, 5), parts.slice(5).join(':')] : parts;
}
