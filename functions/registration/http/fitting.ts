/**
 * Lambda returns at most 6,291,556 bytes of the answer as JSON, in which the body is one string, so its quotes count
 * twice. Beyond that, API Gateway answers 500. This leaves some for headers.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const largestBody = 6_000_000;

/** The bytes of an item in a body, with its comma. */
const bytesOf = (item: unknown) => Buffer.byteLength(JSON.stringify(JSON.stringify(item)), 'utf8');

export interface Fitting<T> {
  items: T[];
  /** Whether some did not fit. */
  cut: boolean;
}

/** The first items that fit into one answer, at least one. Reads no more batches than necessary. */
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
