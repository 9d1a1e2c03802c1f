import { asCommands } from '../../../shared/api/asCommands.ts';
import { clipped } from './clipped.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/** A remedy with its commands to type, and links to the pages that it names. */
export function remedyText(remedy: string, longest: number, { docs }: Pick<Links, 'docs'>): Markup[] {
  // Text and commands in turn; a backtick that stands alone is text.
  const pieces = clipped(asCommands(remedy, '`'), longest).split(/`([^`]*)`/);
  return pieces.flatMap((piece, index) =>
    index % 2 === 0
      ? linked(piece, docs)
      : [html`<code>${piece.split(/(?<=^| )(--[a-z-]+)/).map(option)}</code>`],
  );
}

/** An option is never broken after its dashes, where a browser would. */
function option(piece: string, index: number): Markup | string {
  return index % 2 === 0 ? piece : html`<span class="pp-option">${piece}</span>`;
}

const page = /(docs\/[a-z/-]+\.md(?:#[a-z-]+)?)/;

/** Only a page of our own is linked: a remedy may quote an address of a stranger. */
function linked(text: string, docs: string | undefined): Markup[] {
  return text.split(page).map((piece, index) => {
    if (index % 2 === 0 || docs === undefined) return html`${piece}`;
    const address = `${docs}/${piece.slice('docs/'.length)}`;
    return html`<a class="pp-link" href="${address}" target="_blank" rel="noopener noreferrer">${piece}</a>`;
  });
}
