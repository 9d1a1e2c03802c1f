import { TooMuchAnswered, tooManyItems } from './failures.ts';

/** One page of a list. In place of an empty list, an API server may answer null. */
export interface Page<Item> {
  metadata?: { continue?: string | undefined } | undefined;
  items: Item[] | null;
}

export interface List<Item, Kept> {
  /** URL of the list: Failures name it. */
  url: string;
  /** Asks for up to this many items, from the position that the previous page gave. */
  ask(limit: number, from: string | undefined): Promise<Page<Item>>;
  /** The part of an item that is needed: 20,000 whole items would fill the memory. */
  keep(item: Item): Kept;
}

/** Items per page. If a page is too large to read (annotations may be large), smaller pages follow. */
const pageSizes = [500, 50, 5] as const;

/** Twice the namespaces that Kubernetes supports in one cluster; a longer list counts as endless. */
const mostItems = 20_000;

/** Characters of all that is kept, as JSON. */
const mostKept = 16 * 1024 * 1024;

/** API servers fill every page but the last. This many shorter pages are tolerated. */
const mostShortPages = 100;

/** Characters of a list's `continue` position, which goes into a URL. */
const longestPlace = 8_192;

/**
 * Reads a list page by page. Throws a Failure for an endless list, and whatever `ask` throws.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function everyItem<Item, Kept>({ url, ask, keep }: List<Item, Kept>): Promise<Kept[]> {
  const all: Kept[] = [];
  let size = 0;
  let kept = 0;
  let shortPages = 0;
  let from: string | undefined;
  for (;;) {
    const limit = pageSizes[size] as number;
    const page = await ask(limit, from).catch((error: unknown) => {
      if (!(error instanceof TooMuchAnswered) || size === pageSizes.length - 1) throw error;
      return undefined;
    });
    if (page === undefined) {
      size++;
      continue;
    }
    const items = page.items ?? [];
    const needed = items.map(keep);
    for (const item of needed) all.push(item);
    kept += JSON.stringify(needed).length;
    if (all.length > mostItems) throw tooManyItems(url, `${mostItems} objects`);
    if (kept > mostKept) throw tooManyItems(url, `${mostKept} bytes of metadata`);
    from = page.metadata?.continue || undefined;
    if (from === undefined) return all;
    if (items.length < limit) shortPages++;
    if (shortPages > mostShortPages) throw tooManyItems(url, `${mostShortPages} pages not filled`);
    if (from.length > longestPlace) throw tooManyItems(url, `${longestPlace} characters of "continue"`);
  }
}
