import type { Ask } from '../ask.ts';
import type { Markup } from './html.ts';

/** How one asks for another view: where the page is shown decides what a click can do. */
export interface Links {
  /** Something to click that asks this. */
  to(ask: Ask, text: Markup, options?: LinkOptions): Markup;
  /** The fields, and a button that asks what they say. */
  form(fields: Markup, button: string): Markup;
  /** Where the pages that remedies name are, without a slash at its end; left out: they are named, and not linked. */
  docs?: string | undefined;
}

export interface LinkOptions {
  /** Looks like a button. */
  button?: boolean;
  /** It is what is shown now. */
  current?: boolean;
  /** What a screen reader says of it, where its text alone says too little. */
  label?: string;
}

/** How the page is shown. */
export interface Dress {
  links: Links;
  /** `auto`: as the browser prefers. */
  theme: 'light' | 'dark' | 'auto';
  /** Of which deployment it is: `stage prod in eu-west-1`. */
  place?: string;
}
