import type { Ask } from '../ask.ts';
import type { Markup } from './html.ts';

/** How to request another view. It depends on where the page is shown. */
export interface Links {
  /** Something to click that requests this. */
  to(ask: Ask, text: Markup, options?: LinkOptions): Markup;
  /** The fields, and a button that sends them. */
  form(fields: Markup, button: string): Markup;
  /** Where the pages are that remedies name, without a trailing slash. If absent, they are named but not linked. */
  docs?: string | undefined;
}

interface LinkOptions {
  /** Looks like a button. */
  button?: boolean;
  /** Marks what is shown now. */
  current?: boolean;
  /** What a screen reader says, if the text alone says too little. */
  label?: string;
}

/** How the page looks. */
export interface Dress {
  links: Links;
  /** `auto`: as the browser prefers. */
  theme: 'light' | 'dark' | 'auto';
  /** The deployment: `stage prod in eu-west-1`. */
  place?: string;
}
