/**
 * What Lambda passes on is 6,291,556 bytes at most, of the answer as JSON, in which the body is one string: its quotes
 * count twice. Past that, API Gateway answers 500. The rest is for headers.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const largestBody = 6_000_000;

/** How many bytes an item takes in a body, with its comma. */
const bytesOf = (item: unknown) => Buffer.byteLength(JSON.stringify(JSON.stringify(item)), 'utf8');

export interface Fitting<T> {
  items: T[];
  /** Whether some did not fit. */
  cut: boolean;
}

/** The first of these items that fit into one answer, and one at least. Takes no more batches than are needed. */
export async function fitting<T>(
  batches: AsyncIterable<readonly T[]>,
  most: number = largestBody,
): Promise<Fitting<T>> {
  const items: T[] = [];
  let bytes = 0;
  for await (const batch of batches)
    for (const item of batch) {
      bytes += bytesOf(item);
      if (bytes > most && items.length > 0) return { items, cut: true };
      items.push(item);
    }
  return { items, cut: false };
}
