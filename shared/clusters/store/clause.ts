type Junction = ' AND ' | ' OR ';

/** One condition or assignment with its own names and values, so that clauses can be named and joined. */
export interface Clause {
  text: string;
  /** What joins its parts, if it has several. */
  joinedBy?: Junction;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/** `undefined` requires that the attribute is absent. */
export function equals(attribute: string, value: unknown): Clause {
  return value === undefined ? absent(attribute) : compare(attribute, '=', value);
}

export const atMost = (attribute: string, value: unknown) => compare(attribute, '<=', value);

export const moreThan = (attribute: string, value: unknown) => compare(attribute, '>', value);

/** `values`: at least one. */
export function isOneOf(attribute: string, values: readonly unknown[]): Clause {
  const placeholders = values.map((_, index) => `:in${index}_${attribute}`);
  return {
    text: `#${attribute} IN (${placeholders.join(', ')})`,
    names: { [`#${attribute}`]: attribute },
    values: Object.fromEntries(placeholders.map((placeholder, index) => [placeholder, values[index]])),
  };
}

export function absent(attribute: string): Clause {
  return { text: `attribute_not_exists(#${attribute})`, names: { [`#${attribute}`]: attribute }, values: {} };
}

/** For a set or list. */
export function fewerThan(attribute: string, count: number): Clause {
  const placeholder = `:fewer_${attribute}`;
  return {
    text: `size(#${attribute}) < ${placeholder}`,
    names: { [`#${attribute}`]: attribute },
    values: { [placeholder]: count },
  };
}

export const and = (...clauses: readonly Clause[]) => join(clauses, ' AND ');

export const or = (...clauses: readonly Clause[]) => join(clauses, ' OR ');

/**
 * The parameters of an UpdateItem that happens only `when` the clause holds; default: always. It writes every field of
 * `set`, and removes those that are undefined.
 */
export function updateExpression(set: Readonly<Record<string, unknown>>, when?: Clause) {
  const written = Object.entries(set).filter(([, value]) => value !== undefined);
  const removed = Object.keys(set).filter((name) => set[name] === undefined);
  const parts = [
    written.length > 0 && `SET ${written.map(([name]) => `#${name} = :set_${name}`).join(', ')}`,
    removed.length > 0 && `REMOVE ${removed.map((name) => `#${name}`).join(', ')}`,
  ].filter(Boolean);
  return {
    UpdateExpression: parts.join(' '),
    ...(when && { ConditionExpression: when.text }),
    ExpressionAttributeNames: {
      ...Object.fromEntries(Object.keys(set).map((name) => [`#${name}`, name])),
      ...when?.names,
    },
    ...nonEmptyValues({
      ...Object.fromEntries(written.map(([name, value]) => [`:set_${name}`, value])),
      ...when?.values,
    }),
  };
}

/** The parameters of a PutItem or DeleteItem that happens only `when` the clause holds. */
export function conditionExpression(when: Clause) {
  return {
    ConditionExpression: when.text,
    ExpressionAttributeNames: when.names,
    ...nonEmptyValues(when.values),
  };
}

/** DynamoDB refuses an empty map of values. */
function nonEmptyValues(values: Record<string, unknown>) {
  return Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values };
}

function compare(attribute: string, operator: string, value: unknown): Clause {
  const placeholder = `:${{ '=': 'is', '<=': 'most', '>': 'above' }[operator]}_${attribute}`;
  return {
    text: `#${attribute} ${operator} ${placeholder}`,
    names: { [`#${attribute}`]: attribute },
    values: { [placeholder]: value },
  };
}

/** Without needless parentheses: a backtracking parser takes twice as long for each level. */
function join(clauses: readonly Clause[], by: Junction): Clause {
  const texts = clauses.map(({ text, joinedBy = by }) => (joinedBy === by ? text : `(${text})`));
  return {
    text: texts.join(by),
    joinedBy: by,
    names: Object.assign({}, ...clauses.map(({ names }) => names)),
    values: Object.assign({}, ...clauses.map(({ values }) => values)),
  };
}
