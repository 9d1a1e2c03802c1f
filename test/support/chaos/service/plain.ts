/**
 * An attribute's value in the form of DynamoDB's API.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
type Value = Readonly<Record<string, unknown>>;

const of: Readonly<Record<string, (value: never) => unknown>> = {
  S: (value: string) => value,
  N: Number,
  BOOL: (value: boolean) => value,
  NULL: () => null,
  L: (values: Value[]) => values.map(plain),
  M: plainItem,
  SS: (values: string[]) => new Set(values),
  NS: (values: string[]) => new Set(values.map(Number)),
};

/** @throws Error for a type that PullPass does not store */
function plain(value: Value): unknown {
  const [[type, inner] = ['nothing']] = Object.entries(value);
  const convert = of[type];
  if (convert === undefined)
    throw new Error(`Expected an attribute of the types ${Object.keys(of)}, received ${type}.`);
  return convert(inner as never);
}

/** An item as JSON values and Sets. */
export function plainItem(item: Readonly<Record<string, Value>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}
