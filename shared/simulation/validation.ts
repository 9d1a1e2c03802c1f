import { type ApiError, failure, quote, type StatusCause, type StatusDetails } from './status.ts';

/** One thing wrong with a field, as `metav1.StatusCause` and in a message. */
export interface FieldError extends StatusCause {
  reason: string;
  message: string;
  field: string;
}

const body = (type: string, detail: string) => (detail ? `${type}: ${detail}` : type);

export const required = (field: string, detail = ''): FieldError => ({
  reason: 'FieldValueRequired',
  message: body('Required value', detail),
  field,
});

export const invalidValue = (field: string, value: unknown, detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  message: body(`Invalid value: ${JSON.stringify(value)}`, detail),
  field,
});

export const tooLong = (field: string, detail: string): FieldError => ({
  reason: 'FieldValueTooLong',
  message: body('Too long', detail),
  field,
});

/** The 422 for an object with errors in its fields. */
export function invalid(kind: string, name: string, errors: readonly FieldError[], group = ''): ApiError {
  const all = errors.map(({ field, message }) => `${field}: ${message}`);
  const why = all.length === 1 ? all[0] : `[${all.join(', ')}]`;
  const details: StatusDetails = {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  };
  const what = group ? `${kind}.${group}` : kind;
  return failure(422, { message: `${what} ${quote(name)} is invalid: ${why}`, reason: 'Invalid', details });
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const atMost = (count: number) => `must be no more than ${count} characters`;

const subdomainRule =
  'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
  "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used " +
  "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start " +
  "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const qualifiedRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must " +
  "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used " +
  "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const configKeyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or " +
  "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** What is wrong with the name of a secret or a service account. */
export function subdomainErrors(name: string): string[] {
  return [...(name.length > 253 ? [atMost(253)] : []), ...(dnsSubdomain.test(name) ? [] : [subdomainRule])];
}

/** What is wrong with the name of a namespace. */
export function labelErrors(name: string): string[] {
  return [...(name.length > 63 ? [atMost(63)] : []), ...(dnsLabel.test(name) ? [] : [labelRule])];
}

/** What is wrong with the key of a label or an annotation. */
export function qualifiedNameErrors(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [`a qualified name must consist of ${qualifiedTail}`];
  }
  const name = parts.at(-1) ?? '';
  const errors: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') errors.push('prefix part must be non-empty');
    else errors.push(...subdomainErrors(prefix).map((error) => `prefix part ${error}`));
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push(`name part ${atMost(63)}`);
  if (!qualifiedPart.test(name)) errors.push(qualifiedRule);
  return errors;
}

const qualifiedTail =
  "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. " +
  "'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. " +
  "'example.com/MyName')";

/** What is wrong with the value of a label. */
export function labelValueErrors(value: string): string[] {
  return [
    ...(value.length > 63 ? [atMost(63)] : []),
    ...(value === '' || qualifiedPart.test(value) ? [] : [labelValueRule]),
  ];
}

/** What is wrong with a key of a secret's data. */
export function configKeyErrors(key: string): string[] {
  const errors: string[] = [];
  if (key.length > 253) errors.push(atMost(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) errors.push(configKeyRule);
  if (key === '.') errors.push("must not be '.'");
  else if (key === '..') errors.push("must not be '..'");
  else if (key.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}
