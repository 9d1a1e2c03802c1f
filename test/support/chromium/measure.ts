import { readFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';

const inPage = await readFile(new URL('inPage.js', import.meta.url), 'utf8');

/** Calls one of the functions of inPage.js in the page; a page's own rules on scripts do not bind its debugger. */
export async function callInPage<Answer>(
  page: Page,
  name: string,
  ...given: readonly unknown[]
): Promise<Answer> {
  const list = given.map((each) => JSON.stringify(each)).join(', ');
  return (await page.evaluate(`(${inPage.replace(/;\s*$/, '')}).${name}(${list})`)) as Answer;
}

export interface ShownText {
  text: string;
  /** `rgb(r, g, b)` */
  colour: string;
  /** Of the nearest element behind it that has any. */
  ground: string;
}

/** Every text that can be seen. */
export const shownTexts = (page: Page) => callInPage<ShownText[]>(page, 'shownTexts');

/** Markup of elements that stick out of the window to the side; and whether the page can be pushed aside. */
export const overflowing = (page: Page) => callInPage<string[]>(page, 'overflowing');

export interface ShownBar {
  label: string;
  /** What is filled of its inside, 0 to 1. */
  share: number;
  /** What it tells to a screen reader. */
  minutes: number;
  said: string;
}

export const bars = (page: Page) => callInPage<ShownBar[]>(page, 'bars');

/** Each text of these elements that can be seen, by the lines on which it stands. */
export const linesOf = (page: Page, selector: string) =>
  callInPage<{ text: string; lines: string[] }[]>(page, 'linesOf', selector);

/** The cells of the table's rows that can be seen, as text. */
export const rows = (page: Page) => callInPage<string[][]>(page, 'rows');
