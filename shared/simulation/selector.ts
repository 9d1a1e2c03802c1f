import { invalidValue, labelValueErrors, qualifiedNameErrors } from './validation.ts';

type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | '>' | '<';

interface Requirement {
  key: string;
  operator: Operator;
  values: readonly string[];
}

/** Whether labels match. */
export type Selector = (labels: Readonly<Record<string, string>>) => boolean;

/** A selector that cannot be parsed; the message is the API server's. */
export class SelectorError extends Error {}

const symbols = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const isSpecial = (char: string) => '=!(),><'.includes(char);
const isSpace = (char: string) => ' \t\r\n'.includes(char);
const end = '';

interface Token {
  kind: 'identifier' | 'symbol' | 'keyword' | 'end' | 'error';
  text: string;
}

/** `k8s.io/apimachinery/pkg/labels` Lexer: longest known symbol first. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (isSpace(char)) {
      at += 1;
    } else if (isSpecial(char)) {
      const two = text.slice(at, at + 2);
      const symbol = symbols.has(two) ? two : char;
      tokens.push({ kind: 'symbol', text: symbol });
      at += symbol.length;
    } else {
      let until = at;
      while (until < text.length && !isSpecial(text.charAt(until)) && !isSpace(text.charAt(until)))
        until += 1;
      const word = text.slice(at, until);
      tokens.push({ kind: word === 'in' || word === 'notin' ? 'keyword' : 'identifier', text: word });
      at = until;
    }
  }
  return [...tokens, { kind: 'end', text: end }];
}

/** Parses a label selector with the grammar of `kubectl -l`, as the API server does. */
export function parseSelector(text: string): Selector {
  const requirements = new Parser(tokenize(text)).parse();
  return (labels) => requirements.every((requirement) => matches(requirement, labels));
}

function matches({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    default: {
      const number = value === undefined ? undefined : integer(value);
      const limit = integer(values[0] ?? '');
      if (number === undefined || limit === undefined) return false;
      return operator === '>' ? number > limit : number < limit;
    }
  }
}

const int64 = 2n ** 63n;

function integer(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value >= -int64 && value < int64 ? value : undefined;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end') return requirements;
      if (!isIdentifier(next) && next.text !== '!') {
        throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const after = this.#take();
      if (after.kind === 'end') return requirements;
      if (after.text !== ',') {
        throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      }
      const follows = this.#peek();
      if (!isIdentifier(follows) && follows.text !== '!') {
        throw new SelectorError(`found '${follows.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    try {
      const negated = this.#peek().kind === 'symbol' && this.#peek().text === '!';
      if (negated) this.#take();
      const key = this.#take();
      if (!isIdentifier(key)) throw new SelectorError(`found '${key.text}', expected: identifier`);
      const keyErrors = qualifiedNameErrors(key.text);
      if (keyErrors.length > 0) throw fieldError('<nil>', key.text, keyErrors);
      if (negated) return { key: key.text, operator: '!', values: [] };
      const next = this.#peek();
      if (next.kind === 'end' || next.text === ',') return { key: key.text, operator: 'exists', values: [] };
      const operator = this.#operator();
      const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#exactValue()];
      return checked({ key: key.text, operator, values: [...new Set(values)].sort() });
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      throw new SelectorError(`unable to parse requirement: ${error.message}`);
    }
  }

  #operator(): Operator {
    const { text, kind } = this.#take();
    const known = kind !== 'identifier' && ['in', 'notin', '=', '==', '!=', '>', '<'].includes(text);
    if (known) return text as Operator;
    throw new SelectorError(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  #values(): string[] {
    const open = this.#take();
    if (open.text !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.text === ')') {
      this.#take();
      return [''];
    }
    if (!isIdentifier(first) && first.text !== ',') {
      throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      if (isIdentifier(token)) {
        values.push(token.text);
        const next = this.#peek();
        if (next.text === ')') break;
        if (next.text !== ',' || next.kind === 'end') {
          throw new SelectorError(`found '${next.text}', expected: ',' or ')'`);
        }
      } else if (token.text === ',') {
        if (values.length === 0) values.push('');
        const next = this.#peek();
        if (next.text === ')') {
          values.push('');
          break;
        }
        if (next.text === ',') {
          this.#take();
          values.push('');
        }
      } else {
        throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
      }
    }
    this.#take();
    return values;
  }

  #exactValue(): string {
    const next = this.#peek();
    if (next.kind === 'end' || next.text === ',') return '';
    this.#take();
    if (isIdentifier(next)) return next.text;
    throw new SelectorError(`found '${next.text}', expected: identifier`);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: end };
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }
}

/** `in` and `notin` are operators only where an operator is allowed. */
const isIdentifier = ({ kind }: Token) => kind === 'identifier' || kind === 'keyword';

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const problems: string[] = [];
  const isComparison = operator === '>' || operator === '<';
  if (isComparison && integer(values[0] ?? '') === undefined) {
    const why = "for 'Gt', 'Lt' operators, the value must be an integer";
    problems.push(fieldError('values[0]', values[0] ?? '', [why]).message);
  }
  values.forEach((value, index) => {
    const errors = labelValueErrors(value);
    if (errors.length > 0) problems.push(fieldError(`values[${index}][${key}]`, value, errors).message);
  });
  if (problems.length > 1) throw new SelectorError(`[${problems.join(', ')}]`);
  if (problems[0]) throw new SelectorError(problems[0]);
  return requirement;
}

function fieldError(field: string, value: string, errors: readonly string[]): SelectorError {
  return new SelectorError(`${field}: ${invalidValue(field, value, errors.join('; ')).message}`);
}
