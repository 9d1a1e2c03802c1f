import { parse } from 'yaml';
import { isObject } from '../../shared/isObject.ts';
import { usageError } from '../program/errors.ts';

/**
 * The object in a JSON or YAML text. Throws a usage error that names the place but nothing of the text, which may
 * contain a kubeconfig.
 *
 * @param flag that named the file, such as `--file`
 * @param expected what the file should hold, for the message
 */
export function objectIn(
  flag: string,
  file: string,
  text: string,
  expected: { what: string; remedy: string },
): Record<string, unknown> {
  let value: unknown;
  try {
    // Pretty errors contain the line number. Their message quotes the text, so it is not shown.
    value = parse(text, { maxAliasCount: 10, prettyErrors: true, logLevel: 'error' });
  } catch (error) {
    const { code = 'no YAML', linePos } = error as { code?: string; linePos?: [{ line: number }] };
    const where = linePos === undefined ? '' : ` (line ${linePos[0].line})`;
    throw usageError(`${flag}: ${file} is neither JSON nor YAML${where}: ${code}.`);
  }
  if (isObject(value)) return { ...value };
  throw usageError(`${flag}: ${file} does not describe ${expected.what}.`, expected.remedy);
}
