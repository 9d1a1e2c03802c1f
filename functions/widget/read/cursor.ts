import * as z from 'zod';
import { shards } from '../../../shared/clusters/shards.ts';
import { dnsLabel } from '../../../shared/validation/names.ts';

const entry = z.object({ name: dnsLabel, at: z.string().max(64) });

/** Where a page of a sharded index ended: see mergedPage. */
const position = z.partialRecord(z.enum(shards), entry);

const first = z.int().min(1).max(1e9);

/** Where the previous page ended, by the kind of page. */
const schema = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('fleet'),
    first,
    /** Epoch milliseconds: when the first page was read. */
    asOf: z.int().min(0).max(8e15),
    /** Index of the stage. */
    stage: z.int().min(0).max(20),
    position: position.optional(),
  }),
  z.object({ of: z.literal('phase'), first, position }),
  z.object({ of: z.literal('names'), first, after: dnsLabel }),
]);

export type Cursor = z.infer<typeof schema>;
export type CursorOf<Of extends Cursor['of']> = Extract<Cursor, { of: Of }>;

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** The cursor of a page of this kind; undefined (the first page) if the text is not one. */
export function decodeCursor<Of extends Cursor['of']>(
  text: string | undefined,
  of: Of,
): CursorOf<Of> | undefined {
  if (text === undefined) return undefined;
  const cursor = schema.safeParse(parsed(Buffer.from(text, 'base64url').toString('utf8')));
  return cursor.success && cursor.data.of === of ? (cursor.data as CursorOf<Of>) : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
