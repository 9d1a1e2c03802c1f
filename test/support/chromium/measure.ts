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
  /** Background of the nearest element behind it that has one. */
  ground: string;
}

/** Every visible text. */
export const shownTexts = (page: Page) => callInPage<ShownText[]>(page, 'shownTexts');

/** Markup of elements that stick out of the window sideways, and whether the page can be scrolled sideways. */
export const overflowing = (page: Page) => callInPage<string[]>(page, 'overflowing');

export interface ShownBar {
  label: string;
  /** How much of its inside is filled, 0 to 1. */
  share: number;
  /** The value for a screen reader. */
  minutes: number;
  said: string;
}

export const bars = (page: Page) => callInPage<ShownBar[]>(page, 'bars');

/** Each visible text in these elements, by the lines that it occupies. */
export const linesOf = (page: Page, selector: string) =>
  callInPage<{ text: string; lines: string[] }[]>(page, 'linesOf', selector);

/** The visible cells of the table's rows, as text. */
export const rows = (page: Page) => callInPage<string[][]>(page, 'rows');
