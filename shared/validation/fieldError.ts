import type * as z from 'zod';
import { knownFields } from './knownFields.ts';
import { nearest } from './nearest.ts';

/** One error in a body. Of its values, it shows only numbers, booleans and names of fields. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) to the field. */
  pointer: string;
  message: string;
  expected: string;
  received: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A field error with its place. Unlike the pointer, the path hides nothing. */
export interface LocatedError {
  path: Path;
  error: FieldError;
}

/** A schema's complaints about a value, worded for the person who has to correct it. */
export function fieldErrors(schema: z.ZodType, value: unknown, issues: readonly Issue[]): FieldError[] {
  return locatedErrors(schema, value, issues).map(({ error }) => error);
}

/** The same, for callers that know where in a text each field is. */
export function locatedErrors(schema: z.ZodType, value: unknown, issues: readonly Issue[]): LocatedError[] {
  return issues.flatMap((issue) => locatedErrorsOf(schema, value, issue));
}

function locatedErrorsOf(schema: z.ZodType, value: unknown, issue: Issue): LocatedError[] {
  const received = describe(valueAt(value, issue.path));
  const pointer = pointerTo(issue.path);
  const one = (message: string, expected: string): LocatedError[] => [
    { path: issue.path, error: { pointer, message, expected, received } },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        error: unknownField(key, issue.path, knownFields(schema, value, issue.path)),
      }));
    case 'invalid_type': {
      const expected = withArticle(issue.expected);
      return one(received === 'nothing' ? 'is missing' : `must be ${expected}`, expected);
    }
    case 'too_small':
      return one('is too small', `at least ${issue.minimum}${unitOf(issue.origin)}`);
    case 'too_big':
      return one('is too big', `at most ${issue.maximum}${unitOf(issue.origin)}`);
    case 'invalid_value':
      return one('is not a known value', issue.values.map((of) => JSON.stringify(of)).join(' or '));
    case 'invalid_union': {
      const meant = formMeant(issue);
      if (meant !== undefined)
        return meant.flatMap((inner) =>
          locatedErrorsOf(schema, value, { ...inner, path: [...issue.path, ...inner.path] }),
        );
      const options = (issue as { options?: readonly unknown[] }).options ?? [];
      const expected = options.map((option) => JSON.stringify(option)).join(' or ');
      return one('is not a known kind', expected || formsOf(issue));
    }
    case 'invalid_key': {
      const why = issue.issues.map(({ message }) => message).join('; ');
      return one(`is not an accepted key: ${why}`, why);
    }
    case 'invalid_format':
      return one('is not well-formed', issue.message);
    default:
      return one(issue.message, issue.message);
  }
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** If a schema accepts several forms, such as a string or an object: what is wrong with the form that the value has. */
function formMeant({ errors }: UnionIssue): readonly Issue[] | undefined {
  return errors.find((issues) => issues.length > 0 && !issues.some(isOtherForm));
}

function formsOf({ errors }: UnionIssue): string {
  const forms = errors.flat().flatMap((issue) => (isOtherForm(issue) ? withArticle(issue.expected) : []));
  return forms.join(' or ') || 'another form';
}

function isOtherForm(issue: Issue): issue is Extract<Issue, { code: 'invalid_type' }> {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function unknownField(key: string, path: Path, known: readonly string[]): FieldError {
  const guess = nearest(key, known);
  return {
    pointer: pointerTo([...path, shown(key)]),
    message: guess === undefined ? 'is not a known field' : `is not a known field; did you mean "${guess}"?`,
    expected: known.length === 0 ? 'no such field' : `one of ${known.join(', ')}`,
    received: 'an unknown field',
  };
}

/** Source: https://www.rfc-editor.org/rfc/rfc6901 */
export function pointerTo(path: Path): string {
  return path.map((step) => `/${shown(String(step)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A field's name as the caller wrote it, unless it does not look like one: it may be a credential. */
function shown(key: string): string {
  const digits = key.replace(/\D/g, '').length;
  return /^[\w./~-]{0,32}$/.test(key) && digits < 8 ? key : '…';
}

/** Of a string, only the length is shown. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return 'an object';
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function withArticle(type: string): string {
  const names: Record<string, string> = {
    int: 'a whole number',
    array: 'a list',
    record: 'an object',
    object: 'an object',
  };
  return names[type] ?? `a ${type}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}
